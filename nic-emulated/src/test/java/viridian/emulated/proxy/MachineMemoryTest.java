package viridian.emulated.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.ProtocolException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import viridian.partitions.GuestFault;
import viridian.partitions.GuestMemory;

class MachineMemoryTest {

    private final GuestMemory file = new GuestMemory(0x10_0000);
    private final MachineMemory memory = new MachineMemory(file);

    @AfterEach
    void end() {
        file.close();
    }

    @Test
    void thereIsNoneBeforeTheMachineHasSaidSo() {
        assertThrows(GuestFault.class, () -> memory.i32(0));
    }

    @Test
    void anAddressIsWhereTheMachineShowsIt() throws ProtocolException {
        memory.show(List.of(new MemoryRange(0x8000_0000L, 0x1000, 0x2000)));
        file.putI32(0x2008, 0x1234);
        assertEquals(0x1234, memory.i32(0x8000_0008L));
        memory.putI32Release(0x8000_000CL, 7);
        assertEquals(7, file.i32(0x200C));
        memory.write(0x8000_0010L, MemorySegment.ofArray(new byte[] {1, 2, 3}), 0, 3);
        byte[] back = new byte[3];
        memory.read(0x8000_0010L, MemorySegment.ofArray(back), 0, 3);
        assertEquals(3, back[2]);
        assertEquals(2, file.segment().get(ValueLayout.JAVA_BYTE, 0x2011));
    }

    @Test
    void betweenTwoRangesIsNothing() throws ProtocolException {
        memory.show(List.of(new MemoryRange(0, 0xA000, 0), new MemoryRange(0x1_0000, 0x1000, 0x1_0000)));
        assertEquals(0, memory.i32(0x9FFC));
        assertThrows(GuestFault.class, () -> memory.i32(0x9FFD));
        assertThrows(GuestFault.class, () -> memory.i32(0xA000));
        assertThrows(GuestFault.class, () -> memory.i32Acquire(0xFFFC));
        assertThrows(GuestFault.class, () -> memory.putI32Release(0x1_1000, 0));
        assertThrows(GuestFault.class, () -> memory.i32(-4));
        assertThrows(GuestFault.class, () -> memory.i32(Long.MAX_VALUE));
        assertThrows(GuestFault.class, () -> memory.read(0x1_0000, MemorySegment.ofArray(new byte[0x1001]), 0, 0x1001));
    }

    @Test
    void whatWasShownBeforeIsGone() throws ProtocolException {
        memory.show(List.of(new MemoryRange(0, 0x1000, 0)));
        memory.show(List.of(new MemoryRange(0x4000, 0x1000, 0)));
        assertThrows(GuestFault.class, () -> memory.i32(0));
    }

    @Test
    void aMapBeyondTheFileIsRefused() {
        for (MemoryRange wrong : List.of(
                new MemoryRange(0, 0x10_0001, 0),
                new MemoryRange(0, 0x1000, 0xF_F001),
                new MemoryRange(0, 1, -1),
                new MemoryRange(0, -1, 0),
                new MemoryRange(-1, 1, 0),
                new MemoryRange(0, 2, Long.MAX_VALUE),
                new MemoryRange(0, Long.MAX_VALUE, 1))) {
            assertThrows(ProtocolException.class, () -> memory.show(List.of(wrong)), wrong::toString);
        }
    }
}
