package viridian.lab.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which names of a directory are served: those inside, however they are spelt, and never one outside. */
class TftpFilesTest {

    private static final int NAMES = 5_000;
    private static final String[] PIECES = {
        "..", ".", "", "below", "deeper", "file", "way-in", "way-out", "up", "loop", "secret", "served", "\0", "\n", "~"
    };

    @TempDir
    Path place;

    private TftpFiles files = new TftpFiles();

    /** Everything inside says "public", everything outside "secret". */
    @BeforeEach
    void aDirectoryWithLinks() throws IOException {
        Path served = place.resolve("served");
        Path below = Files.createDirectories(served.resolve("below/deeper"));
        for (Path directory : new Path[] {served, served.resolve("below"), below}) {
            Files.writeString(directory.resolve("file"), "public");
            Files.createSymbolicLink(directory.resolve("way-in"), served.resolve("file"));
            Files.createSymbolicLink(directory.resolve("way-out"), place.resolve("secret"));
            Files.createSymbolicLink(directory.resolve("up"), place);
            Files.createSymbolicLink(directory.resolve("loop"), directory.resolve("loop"));
        }
        Files.writeString(place.resolve("secret"), "secret");
        Files.writeString(place.resolve("file"), "secret");
        files = new TftpFiles().below(served);
    }

    @Test
    void noNameLeadsOut() throws IOException {
        long seed = System.nanoTime();
        System.out.println("TftpFilesTest seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        int found = 0;
        for (int i = 0; i < NAMES; i++) {
            String name = name(random);
            Optional<String> content = content(name);
            if (content.isPresent()) found++;
            assertEquals("public", content.orElse("public"), "seed " + seed + ": " + name);
        }
        assertTrue(found > 0, "some lead in");
    }

    private String name(SplittableRandom random) {
        StringBuilder name = new StringBuilder();
        if (random.nextInt(8) == 0) name.append(place);
        int pieces = random.nextInt(1, 7);
        for (int i = 0; i < pieces; i++) {
            if (i > 0 || random.nextInt(4) == 0) name.append('/');
            name.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return name.toString();
    }

    @Test
    void whatThereIsOnlyByItsWholeNameIsFoundByNoOther() throws IOException {
        assertEquals(Optional.of("public"), content("below/file"));
        assertEquals(Optional.of("public"), content("/below/file"));
        assertEquals(Optional.empty(), content("BELOW/FILE"));
        assertEquals(Optional.empty(), content("below"));
        assertEquals(Optional.empty(), content("up/served/below"));
    }

    @Test
    void aFileThatComesLaterIsThereFromThenOn() throws IOException {
        assertEquals(Optional.empty(), content("late"));
        Files.writeString(place.resolve("served/late"), "public");
        assertEquals(Optional.of("public"), content("late"));
    }

    private Optional<String> content(String name) throws IOException {
        Optional<TftpFile> file = files.open(name);
        if (file.isEmpty()) return Optional.empty();
        try (TftpFile open = file.get()) {
            byte[] bytes = new byte[(int) open.size()];
            assertEquals(bytes.length, open.read(0, bytes, 0, bytes.length));
            return Optional.of(new String(bytes, StandardCharsets.US_ASCII));
        }
    }
}
