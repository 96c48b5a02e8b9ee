package viridian.partitions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import viridian.partitions.hypercall.HypercallPage;
import viridian.partitions.hypercall.HypercallTable;
import viridian.partitions.hypercall.SignalEvent;
import viridian.partitions.synic.SynIc;

class ExitsTest {

    private static final long DEVICE = 0xFEC0_0000L;

    private final Turns turns = new Turns();
    private final Hypervisor hypervisor = new Hypervisor(name -> turns);
    private final Partition guest = hypervisor.createChild(hypervisor.root(), "guest", 1 << 20, 2);
    private final VirtualProcessor processor = guest.processor(0);
    private final List<String> accesses = new ArrayList<>();

    /** Answers with the offset, and takes its time. */
    private final MemoryDevice device = new MemoryDevice() {
        @Override
        public long memoryRead(long offset, int size) {
            accesses.add("read %x/%d".formatted(offset, size));
            for (long until = System.nanoTime() + 100_000; System.nanoTime() < until; ) Thread.onSpinWait();
            return offset;
        }

        @Override
        public void memoryWrite(long offset, int size, long value) {
            accesses.add("write %x/%d=%x".formatted(offset, size, value));
        }
    };

    @AfterEach
    void close() {
        hypervisor.close();
    }

    @Test
    void eachKindIsCountedForTheProcessorThatLeft() {
        guest.pci().in(0x300, 1);
        guest.pci().configRead(0, 0, 0, 4);
        guest.processor(1).readRegister(VirtualProcessor.VP_INDEX);
        processor.cpuid(0x4000_0000);
        processor.writeRegister(HypercallPage.GUEST_OS_ID, 1);
        processor.writeRegister(HypercallPage.HYPERCALL, 0x2001);
        processor.hypercall(SignalEvent.CODE | HypercallTable.FAST, 0);
        assertEquals(3, processor.exits().count(ExitKind.IO_PORT));
        assertEquals(2, processor.exits().count(ExitKind.REGISTER));
        assertEquals(1, processor.exits().count(ExitKind.CPUID));
        assertEquals(1, processor.exits().count(ExitKind.HYPERCALL));
        assertEquals(1, guest.processor(1).exits().count());
        assertEquals(8, guest.exits().count());
        assertEquals(
                guest.exits().nanos(),
                processor.exits().nanos() + guest.processor(1).exits().nanos());
    }

    @Test
    void aRegisterThatIsNotThereIsAnExitToo() {
        assertThrows(GuestFault.class, () -> processor.readRegister(0x1234));
        assertEquals(1, processor.exits().count(ExitKind.REGISTER));
    }

    @Test
    void theTimeADeviceTakesIsTheExits() {
        guest.memoryIntercepts().give(DEVICE, 0x1000, device);
        for (int i = 0; i < 10; i++) processor.load(DEVICE, 4);
        assertEquals(10, processor.exits().count(ExitKind.MEMORY));
        assertTrue(
                processor.exits().nanos(ExitKind.MEMORY) >= 1_000_000,
                processor.exits().toString());
        assertTrue(
                processor.exits().toString().startsWith("MEMORY 10 ("),
                processor.exits().toString());
    }

    @Test
    void anAddressLeadsToItsDeviceOrToMemory() {
        guest.memoryIntercepts().give(DEVICE, 0x1000, device);
        guest.memoryIntercepts().give(0x8000, 0x1000, device);
        assertEquals(0xFFC, processor.load(DEVICE + 0xFFC, 4));
        processor.store(0x8010, 8, 0xABCDL);
        processor.store(0x9000, 2, 0x1_2345);
        assertEquals(0x2345, processor.load(0x9000, 8));
        assertEquals(List.of("read ffc/4", "write 10/8=abcd"), accesses);
        assertEquals(0, guest.memory().i64(0x8010), "memory behind a device is not reached");
        assertEquals(2, processor.exits().count());
        guest.memoryIntercepts().takeBack(device);
        assertEquals(0, processor.load(0x8010, 8));
        assertThrows(GuestFault.class, () -> processor.load(DEVICE, 4));
    }

    @Test
    void addressesBelongToOneDevice() {
        MemoryIntercepts intercepts = guest.memoryIntercepts();
        intercepts.give(DEVICE, 0x2000, device);
        assertThrows(IllegalArgumentException.class, () -> intercepts.give(DEVICE + 0x1000, 0x1000, device));
        assertThrows(IllegalArgumentException.class, () -> intercepts.give(DEVICE - 0x1000, 0x4000, device));
        assertThrows(IllegalArgumentException.class, () -> intercepts.give(0x10, 0x1000, device));
        assertThrows(IllegalArgumentException.class, () -> intercepts.give(0x1000, 0, device));
    }

    @Test
    void countingMakesNoObjects() {
        processor.writeRegister(HypercallPage.GUEST_OS_ID, 1);
        processor.writeRegister(HypercallPage.HYPERCALL, 0x2001);
        leaveOften();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        leaveOften();
        long made = threads.getCurrentThreadAllocatedBytes() - before;
        assertTrue(made < 10_000, made + " bytes");
    }

    private void leaveOften() {
        for (int i = 0; i < 20_000; i++) {
            guest.pci().in(0x300, 4);
            processor.readRegister(SynIc.SCONTROL);
            processor.hypercall(SignalEvent.CODE | HypercallTable.FAST, 77);
        }
    }
}
