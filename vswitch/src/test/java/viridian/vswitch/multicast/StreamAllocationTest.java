package viridian.vswitch.multicast;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import viridian.vswitch.Port;
import viridian.vswitch.PortSettings;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameSink;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.Nic;

/** Streams on their way make no objects. Some round must be free of any; the compiler at work may spoil the first ones. */
class StreamAllocationTest {

    private static final int FRAMES = 20_000;
    private static final int ROUNDS = 15;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final MulticastBench bench = MulticastBench.withQuerier();

    @ParameterizedTest
    @CsvSource({"10.0.0.9, 239.1.2.3", "10.0.0.9, 239.9.9.9", "2001:db8::9, ff15::1", "2001:db8::1, ff15::1"})
    void streamsMakeNoObjects(String sender, String group) {
        Port source = bench.vswitch.plug(PortSettings.network("source"), new DeafNic());
        Port listener = bench.vswitch.plug(PortSettings.network("listener"), new DeafNic());
        bench.settle();
        MacAddress host = MulticastBench.mac("listener");
        listener.accept(Talk.records(host, Talk.told(GroupRecord.Type.TO_EXCLUDE, "239.1.2.3")));
        listener.accept(Talk.records(host, Talk.told(GroupRecord.Type.ALLOW, "ff15::1", "2001:db8::1")));
        assertEquals(2, bench.snooping.groups().size());
        Frame frame = Talk.data(MulticastBench.mac("source"), sender, group);
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS && least > 0; round++) least = Math.min(least, allocatedBy(source, frame));
        assertEquals(0, least, "bytes for " + FRAMES + " frames");
    }

    private long allocatedBy(FrameSink to, Frame frame) {
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < FRAMES; i++) {
            to.accept(frame);
            if (i % 32 == 0) to.flush();
        }
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    /** Takes every frame and keeps none. */
    private static final class DeafNic implements Nic {
        @Override
        public MacAddress address() {
            return MacAddress.NONE;
        }

        @Override
        public int maxFrame() {
            return 1514;
        }

        @Override
        public void start(FrameSink receiver) {}

        @Override
        public boolean accept(Frame frame) {
            return true;
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
