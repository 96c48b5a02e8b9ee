package viridian.partitions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GuestAllocatorTest {

    private final GuestMemory memory = new GuestMemory(8 * 4096);
    private final GuestAllocator allocator = new GuestAllocator(memory);

    @AfterEach
    void close() {
        memory.close();
    }

    @Test
    void pagesAreHandedOutOnceAndNeverAddressZero() {
        assertEquals(4096, allocator.allocate(1));
        assertEquals(2 * 4096, allocator.allocate(4097));
        assertEquals(4 * 4096, allocator.allocate(4096));
    }

    @Test
    void aGapIsUsedWhenItIsLargeEnough() {
        long first = allocator.allocate(2 * 4096);
        allocator.allocate(4096);
        allocator.free(first, 2 * 4096);
        assertEquals(4 * 4096, allocator.allocate(3 * 4096));
        assertEquals(first, allocator.allocate(2 * 4096));
    }

    @Test
    void pagesComeBackAsZeroes() {
        long gpa = allocator.allocate(4096);
        memory.putI64(gpa + 8, -1);
        allocator.free(gpa, 4096);
        assertEquals(gpa, allocator.allocate(4096));
        assertEquals(0, memory.i64(gpa + 8));
    }

    @Test
    void aGuestPlannedTooSmallIsTold() {
        allocator.allocate(6 * 4096);
        assertThrows(IllegalStateException.class, () -> allocator.allocate(2 * 4096));
    }
}
