package viridian.offload.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class InternetChecksumTest {

    @Test
    void sumsTheExampleOfRfc1071Section3() {
        MemorySegment bytes = MemorySegment.ofArray(HexFormat.of().parseHex("0001f203f4f5f6f7"));
        assertEquals(0xDDF2, InternetChecksum.sum(bytes, 0, 8));
        assertEquals(0x220D, InternetChecksum.complement(0xDDF2));
    }

    @Test
    void countsAnOddLastByteAsIfZeroFollowed() {
        assertEquals(0x0100, InternetChecksum.sum(MemorySegment.ofArray(new byte[] {1}), 0, 1));
        assertEquals(0x0402, InternetChecksum.sum(MemorySegment.ofArray(new byte[] {1, 2, 3}), 0, 3));
    }

    @Test
    void carriesAround() {
        assertEquals(1, InternetChecksum.add(0xFFFF, 1));
        assertEquals(0xFFFF, InternetChecksum.sum(MemorySegment.ofArray(filled(65_535, 0xFF)), 0, 65_534));
    }

    /** Measured on a kernel: 7272 bytes of TCP from 10.77.0.1 to 10.77.0.2 carried 310b as their seed. */
    @Test
    void makesTheSeedOfThePseudoHeaderAsAKernelDoes() {
        int withoutLength = InternetChecksum.pseudoHeader(0x0A4D0001, 0x0A4D0002, 6);
        assertEquals(0x310B, InternetChecksum.add(withoutLength, 7272));
    }

    @Test
    void agreesWithTheSimplestSumOnAnyBytesAtAnyPlace() {
        long seed = System.nanoTime();
        System.out.println("InternetChecksumTest seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        try (Arena arena = Arena.ofConfined()) {
            for (int run = 0; run < 5_000; run++) {
                byte[] bytes = new byte[1 + random.nextInt(run % 100 == 0 ? 65_535 : 200)];
                random.nextBytes(bytes);
                MemorySegment memory = run % 2 == 0 ? MemorySegment.ofArray(bytes) : arena.allocate(bytes.length);
                MemorySegment.copy(MemorySegment.ofArray(bytes), 0, memory, 0, bytes.length);
                int at = random.nextInt(bytes.length);
                int length = random.nextInt(bytes.length - at + 1);
                assertEquals(naive(bytes, at, length), InternetChecksum.sum(memory, at, length), "seed " + seed);
                int half = length / 4 * 2;
                int parts = InternetChecksum.add(
                        InternetChecksum.sum(memory, at, half), InternetChecksum.sum(memory, at + half, length - half));
                assertEquals(naive(bytes, at, length), parts, "seed " + seed);
            }
        }
    }

    private static int naive(byte[] bytes, int at, int length) {
        int sum = 0;
        for (int i = 0; i < length; i++) {
            sum += (bytes[at + i] & 0xFF) << (i % 2 == 0 ? 8 : 0);
            if (sum > 0xFFFF) sum -= 0xFFFF;
        }
        return sum;
    }

    private static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
