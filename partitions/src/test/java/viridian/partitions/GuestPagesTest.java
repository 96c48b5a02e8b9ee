package viridian.partitions;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GuestPagesTest {

    private final GuestMemory memory = new GuestMemory(16 * 4096);

    @AfterEach
    void close() {
        memory.close();
    }

    @Test
    void bytesFollowThePagesWhereverTheyAre() {
        GuestPages pages = GuestPages.scattered(memory, new long[] {7, 2}, 4090, 12);
        MemorySegment text = MemorySegment.ofArray("hello, world".getBytes(StandardCharsets.US_ASCII));
        pages.write(0, text, 0, 12);
        assertEquals('h', memory.u8(7 * 4096 + 4090));
        assertEquals(',', memory.u8(7 * 4096 + 4095));
        assertEquals(' ', memory.u8(2 * 4096));
        assertEquals('d', memory.u8(2 * 4096 + 5));
    }

    @Test
    void reachingOutsideAStretchIsAFaultEvenInsideMemory() {
        GuestPages pages = GuestPages.scattered(memory, new long[] {7, 2}, 0, 5000);
        MemorySegment other = MemorySegment.ofArray(new byte[8192]);
        assertThrows(GuestFault.class, () -> pages.read(4999, other, 0, 2));
        assertThrows(GuestFault.class, () -> pages.write(-1, other, 0, 2));
        assertThrows(GuestFault.class, () -> pages.i32(4998));
        assertThrows(GuestFault.class, () -> pages.part(4000, 1001));
    }

    @Test
    void pagesOutsideMemoryAreRefused() {
        assertThrows(GuestFault.class, () -> GuestPages.scattered(memory, new long[] {16}, 0, 1));
        assertThrows(GuestFault.class, () -> GuestPages.scattered(memory, new long[] {-1}, 0, 1));
        assertThrows(GuestFault.class, () -> GuestPages.scattered(memory, new long[] {1L << 52}, 0, 1));
        assertThrows(GuestFault.class, () -> GuestPages.scattered(memory, new long[] {1}, 1, 4096));
        assertThrows(GuestFault.class, () -> GuestPages.contiguous(memory, 15 * 4096, 4097));
    }

    @Test
    void anyStretchBehavesAsAnArrayDoes() {
        for (long seed = 0; seed < 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            long[] numbers =
                    random.longs(1 + random.nextInt(5), 0, 16).distinct().toArray();
            int offset = random.nextInt(4096);
            int length = 1 + random.nextInt(numbers.length * 4096 - offset);
            checkAgainstArray("seed " + seed, random, GuestPages.scattered(memory, numbers, offset, length), length);
        }
    }

    private static void checkAgainstArray(String seed, SplittableRandom random, GuestPages pages, int length) {
        byte[] model = new byte[length];
        pages.write(0, MemorySegment.ofArray(model), 0, length);
        for (int i = 0; i < 20; i++) {
            int at = random.nextInt(length);
            byte[] some = new byte[random.nextInt(length - at) + 1];
            random.nextBytes(some);
            System.arraycopy(some, 0, model, at, some.length);
            GuestPages rest = pages.part(at, length - at);
            rest.write(0, MemorySegment.ofArray(some), 0, some.length);
            assertEquals(pages.address(at), rest.address(0), seed);
        }
        byte[] all = new byte[length];
        pages.read(0, MemorySegment.ofArray(all), 0, length);
        assertArrayEquals(model, all, seed);
    }

    @Test
    void aPartBeginsWhereItSays() {
        GuestPages pages = GuestPages.scattered(memory, new long[] {3, 4, 9}, 0, 3 * 4096);
        assertTrue(pages.isPageAligned());
        assertEquals(9 * 4096, pages.part(8192, 4096).address(0));
        assertEquals(4096, pages.part(8192, 4096).length());
    }

    @Test
    void whatIsNotOursIsNotTouched() {
        GuestPages all = GuestPages.contiguous(memory, 4096, 8192);
        GuestPages pages = all.onlyFrom(100);
        MemorySegment bytes = MemorySegment.ofArray(new byte[8]);
        pages.write(100, bytes, 0, 8);
        assertEquals(100, pages.first());
        assertEquals(8192, pages.length());
        assertThrows(GuestFault.class, () -> pages.write(99, bytes, 0, 1));
        assertThrows(GuestFault.class, () -> pages.read(0, bytes, 0, 1));
        assertThrows(GuestFault.class, () -> all.onlyFrom(8193));
        assertThrows(GuestFault.class, () -> all.onlyFrom(-1));
    }
}
