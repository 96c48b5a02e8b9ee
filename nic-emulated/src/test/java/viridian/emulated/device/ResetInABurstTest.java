package viridian.emulated.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import viridian.partitions.GuestMemory;
import viridian.partitions.pci.ConfigurationSpace;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.FrameSink;

/** Another processor of the guest acts while the adapter hands a frame over: the far side plays that processor. */
class ResetInABurstTest {

    private static final int WHOLE = Descriptor.FIRST | Descriptor.LAST;

    private final GuestMemory memory = new GuestMemory(1 << 20);
    private final Dec21140 adapter = new Dec21140(AdapterBench.OWN, memory, new AdapterBench.Line());
    private final List<Frame> sent = new ArrayList<>();
    private Runnable meanwhile = () -> {};

    ResetInABurstTest() {
        adapter.start(new FrameSink() {
            @Override
            public boolean accept(Frame frame) {
                sent.add(frame.copy());
                meanwhile.run();
                return true;
            }

            @Override
            public void flush() {}
        });
        adapter.configWrite(ConfigurationSpace.COMMAND, 2, ConfigurationSpace.BUS_MASTER);
        for (int i = 0; i < 3; i++) put(0x1000 + 16L * i);
        write(Csr.TRANSMIT_LIST, 0x1000);
    }

    @Test
    void aResetEndsTheBurstAndLeavesTheDescriptorAlone() {
        meanwhile = () -> write(Csr.BUS_MODE, Csr.SOFTWARE_RESET);
        start();
        assertEquals(1, sent.size());
        assertEquals(Descriptor.OWN, memory.i32(0x1000));
    }

    @Test
    void aStopEndsTheBurstAfterTheFrame() {
        meanwhile = () -> write(Csr.OPERATION_MODE, 0);
        start();
        assertEquals(1, sent.size());
        assertEquals(0, memory.i32(0x1000));
        assertEquals(Descriptor.OWN, memory.i32(0x1010));
        int status = adapter.ioRead(0, Csr.offset(Csr.STATUS), 4);
        assertTrue((status & Csr.TRANSMIT_STOPPED) != 0);
        assertEquals(0, status & Csr.PROCESS_STATES);
    }

    @Test
    void aResetAndANewListAreServedByTheOneThatIsAtIt() {
        put(0x3000);
        meanwhile = () -> {
            meanwhile = () -> {};
            write(Csr.BUS_MODE, Csr.SOFTWARE_RESET);
            write(Csr.TRANSMIT_LIST, 0x3000);
            start();
        };
        start();
        assertEquals(2, sent.size());
        assertEquals(Descriptor.OWN, memory.i32(0x1000));
        assertEquals(0, memory.i32(0x3000));
    }

    @Test
    void aPokeMeanwhileIsNotLost() {
        meanwhile = () -> {
            meanwhile = () -> {};
            put(0x1030);
            write(Csr.TRANSMIT_POLL, 0);
        };
        start();
        assertEquals(4, sent.size());
    }

    private void put(long descriptor) {
        Frame frame = FrameBuilder.frame(AdapterBench.OWN, AdapterBench.OTHER).build();
        memory.write(0x8000, frame.memory(), 0, frame.length());
        memory.putI32(descriptor + Descriptor.CONTROL, WHOLE | frame.length());
        memory.putI32(descriptor + Descriptor.BUFFER_1, 0x8000);
        memory.putI32(descriptor, Descriptor.OWN);
    }

    private void start() {
        write(Csr.OPERATION_MODE, Csr.START_TRANSMIT);
    }

    private void write(int register, int value) {
        adapter.ioWrite(0, Csr.offset(register), 4, value);
    }
}
