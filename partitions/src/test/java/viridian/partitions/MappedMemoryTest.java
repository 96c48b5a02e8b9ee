package viridian.partitions;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MappedMemoryTest {

    private static final long HEAP = 0x7F12_3456_7000L;
    private static final long KERNEL = 0xFFFF_8880_0000_0000L;

    @TempDir
    private Path folder;

    private Path map;
    private MappedMemory memory;

    @BeforeEach
    void begin() throws IOException {
        Files.write(folder.resolve("a"), numbered(0, 3 * 4096));
        Files.write(folder.resolve("b"), numbered(100, 4096));
        map = folder.resolve("map");
        memory = new MappedMemory(map, Duration.ZERO);
    }

    @AfterEach
    void end() {
        memory.close();
    }

    @Test
    void anyNumberOf64BitsCanBeAnAddress() throws IOException {
        lines("0x7f1234567000 8192 a 4096", "# a comment", "", "0xffff888000000000 0x1000 " + folder + "/b 0");
        assertArrayEquals(numbered(4096 + 10, 5), read(HEAP + 10, 5));
        assertArrayEquals(numbered(100, 4096), read(KERNEL, 4096));
    }

    @Test
    void whatIsWrittenIsInTheFile() throws IOException {
        lines("0x7f1234567000 4096 a 4096");
        memory.write(HEAP + 1, MemorySegment.ofArray(new byte[] {7, 8, 9}), 1, 2);
        byte[] file = Files.readAllBytes(folder.resolve("a"));
        assertArrayEquals(new byte[] {8, 9}, Arrays.copyOfRange(file, 4097, 4099));
    }

    @Test
    void neighboursAreOneStretch() throws IOException {
        lines("4096 4096 b 0", "0 4096 a 0");
        byte[] both = read(4090, 12);
        assertArrayEquals(numbered(4090, 6), Arrays.copyOf(both, 6));
        assertArrayEquals(numbered(100, 6), Arrays.copyOfRange(both, 6, 12));
    }

    @Test
    void aMissingAddressIsLookedForAgain() throws IOException {
        lines("0 4096 a 0");
        read(0, 1);
        GuestFault fault = assertThrows(GuestFault.class, () -> read(HEAP, 1));
        assertEquals("address 0x7f1234567000 is not in " + map, fault.getMessage());
        lines("0 4096 a 0", "0x7f1234567000 4096 b 0");
        assertArrayEquals(numbered(100, 1), read(HEAP, 1));
    }

    @Test
    void aRegionThatWasTakenOutIsGoneWithTheNextReading() throws IOException {
        lines("0 4096 a 0");
        read(0, 1);
        lines("4096 4096 a 4096");
        read(4096, 1);
        assertThrows(GuestFault.class, () -> read(0, 1));
    }

    @Test
    void aMapMayComeLater() throws IOException {
        memory.look();
        GuestFault fault = assertThrows(GuestFault.class, () -> read(0, 1));
        assertEquals("address 0x0 is not in " + map + ": there is no such file", fault.getMessage());
    }

    @Test
    void behindTheEndOfAFileNothingIsMapped() throws IOException {
        lines("0 4096 b 1");
        GuestFault fault = assertThrows(GuestFault.class, () -> read(0, 1));
        assertTrue(
                String.valueOf(fault.getMessage()).endsWith("b from 0x1 on has only 4096 bytes"), fault.getMessage());
    }

    @Test
    void aFileThatIsNotThereIsSaidInWords() throws IOException {
        lines("0 4096 nowhere 0");
        GuestFault fault = assertThrows(GuestFault.class, () -> read(0, 1));
        assertTrue(
                String.valueOf(fault.getMessage()).endsWith("cannot be mapped: there is no such file"),
                fault.getMessage());
    }

    @Test
    void aFileCutShortUnderOurHandsIsAFaultAndNotTheEnd() throws IOException {
        lines("0 12288 a 0");
        read(0, 12288);
        try (RandomAccessFile file = new RandomAccessFile(folder.resolve("a").toFile(), "rw")) {
            file.setLength(4096);
        }
        GuestFault fault = assertThrows(GuestFault.class, () -> read(8192, 64));
        assertTrue(String.valueOf(fault.getMessage()).endsWith("was made shorter"), fault.getMessage());
        assertArrayEquals(numbered(0, 4), read(0, 4));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nonsense | line 1: 'nonsense' is not 'gpa length file offset'",
                "0 4096 a | line 1: '0 4096 a' is not 'gpa length file offset'",
                "0x1g 4096 a 0 | line 1: '0x1g' is no number",
                "-1 4096 a 0 | line 1: '-1' is no number",
                "0 0 a 0 | line 1: no memory has 0 bytes from 0",
                "0xfffffffffffff000 8192 a 0 | line 1: no memory has 8192 bytes from 0xfffffffffffff000",
                "0 4096 a 0xffffffffffffffff | line 1: no file has 4096 bytes from 0xffffffffffffffff",
            })
    void aLineThatIsNoneIsNamed(String line, String complaint) throws IOException {
        lines(line);
        IOException wrong = assertThrows(IOException.class, memory::look);
        assertEquals(map + ", " + complaint, wrong.getMessage());
        GuestFault fault = assertThrows(GuestFault.class, () -> read(0, 1));
        assertTrue(String.valueOf(fault.getMessage()).endsWith(complaint), fault.getMessage());
    }

    @Test
    void overlappingLinesAreNoMap() throws IOException {
        lines("0 8192 a 0", "4096 4096 b 0");
        IOException wrong = assertThrows(IOException.class, memory::look);
        assertTrue(
                String.valueOf(wrong.getMessage()).startsWith(map + ": overlapping lines: memory 0x0 of 0x2000"),
                wrong.getMessage());
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, -4095})
    void nothingGoesPastTheLastAddress(long gpa) throws IOException {
        lines("0xfffffffffffff000 4096 b 0", "0 4096 a 0");
        assertThrows(GuestFault.class, () -> read(gpa, 4096));
        assertArrayEquals(numbered(100, 4096), read(-4096, 4096));
    }

    private void lines(String... lines) throws IOException {
        Files.writeString(map, String.join("\n", lines) + "\n");
    }

    private byte[] read(long gpa, int length) {
        MemorySegment bytes = MemorySegment.ofArray(new byte[length]);
        memory.read(gpa, bytes, 0, length);
        return bytes.toArray(ValueLayout.JAVA_BYTE);
    }

    private static byte[] numbered(int from, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) bytes[i] = (byte) (((from + i) * 31) >>> 3);
        return bytes;
    }
}
