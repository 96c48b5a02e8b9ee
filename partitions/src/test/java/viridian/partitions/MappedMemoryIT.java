package viridian.partitions;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappedMemoryIT {

    private static final long ADDRESS = 0x7000_0000_0000L;

    @TempDir
    private Path folder;

    @Test
    void anAddressThatIsMissingIsWaitedFor() throws IOException {
        Files.write(folder.resolve("a"), new byte[4096]);
        Files.writeString(folder.resolve("map"), "half a li");
        try (MappedMemory memory = new MappedMemory(folder.resolve("map"), Duration.ofSeconds(30))) {
            CompletableFuture<Integer> read = CompletableFuture.supplyAsync(() -> byteAt(memory));
            Files.writeString(folder.resolve("map"), "0x700000000000 4096 a 0\n");
            await().until(read::isDone);
            assertEquals(0, read.join());
        }
    }

    @Test
    void whoWaitsGivesUpWhenTheMemoryIsClosed() {
        MappedMemory memory = new MappedMemory(folder.resolve("nowhere"), Duration.ofDays(1));
        CompletableFuture<Integer> read = CompletableFuture.supplyAsync(() -> byteAt(memory));
        memory.close();
        await().until(read::isDone);
        CompletionException thrown = assertThrows(CompletionException.class, read::join);
        assertTrue(thrown.getCause() instanceof GuestFault, thrown.toString());
    }

    private static int byteAt(MappedMemory memory) {
        MemorySegment one = MemorySegment.ofArray(new byte[1]);
        memory.read(ADDRESS, one, 0, 1);
        return one.get(ValueLayout.JAVA_BYTE, 0);
    }
}
