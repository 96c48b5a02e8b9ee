package viridian.partitions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuestMemoryTest {

    private final GuestMemory memory = new GuestMemory(8192);

    @AfterEach
    void close() {
        memory.close();
    }

    @Test
    void numbersAreLittleEndian() {
        memory.putI64(16, 0x0807_0605_0403_0201L);
        assertEquals(0x01, memory.u8(16));
        assertEquals(0x0302, memory.u16(17));
        assertEquals(0x0605_0403, memory.i32(18));
        assertEquals(0x0807_0605_0403_0201L, memory.i64Acquire(16));
    }

    @Test
    void memoryBeginsAsZeroes() {
        for (long at = 0; at < memory.size(); at += 8) assertEquals(0, memory.i64(at));
    }

    @ParameterizedTest
    @CsvSource({"8192, 1", "8191, 2", "-1, 1", "0, 8193", "0, -1", "9223372036854775807, 1", "1, 9223372036854775807"})
    void nothingOutsideCanBeReadOrWritten(long gpa, long length) {
        MemorySegment other = MemorySegment.ofArray(new byte[16384]);
        assertThrows(GuestFault.class, () -> memory.read(gpa, other, 0, length));
        assertThrows(GuestFault.class, () -> memory.write(gpa, other, 0, length));
    }

    @Test
    void aWordMayNotReachOverTheEnd() {
        assertThrows(GuestFault.class, () -> memory.i32(8189));
        assertThrows(GuestFault.class, () -> memory.putI64(8185, 1));
        assertThrows(GuestFault.class, () -> memory.i32Acquire(8192));
        assertThrows(GuestFault.class, () -> memory.getAndOrI64(-8, 1));
    }

    @Test
    void orderedWordsMustBeAligned() {
        assertThrows(GuestFault.class, () -> memory.i32Acquire(2));
        assertThrows(GuestFault.class, () -> memory.getAndSetI64(4, 0));
    }

    @Test
    void wordsAreExchangedOnlyForWhatIsExpected() {
        memory.putI32Release(8, 5);
        assertFalse(memory.compareAndSetI32(8, 4, 6));
        assertTrue(memory.compareAndSetI32(8, 5, 6));
        assertEquals(6, memory.getAndOrI32(8, 1));
        assertEquals(7, memory.i32Acquire(8));
    }

    @Test
    void closedMemoryIsGone() {
        GuestMemory gone = new GuestMemory(4096);
        gone.close();
        assertThrows(IllegalStateException.class, () -> gone.i32(0));
    }
}
