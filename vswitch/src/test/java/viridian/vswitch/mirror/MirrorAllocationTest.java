package viridian.vswitch.mirror;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.Set;
import org.junit.jupiter.api.Test;
import viridian.vswitch.Port;
import viridian.vswitch.PortSettings;
import viridian.vswitch.SwitchSettings;
import viridian.vswitch.VirtualSwitch;
import viridian.vswitch.VlanSet;
import viridian.vswitch.bandwidth.Bandwidth;
import viridian.vswitch.bandwidth.BandwidthLimits;
import viridian.vswitch.bandwidth.BandwidthMode;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.FrameSink;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.Nic;

/** Copies and limits make no objects. Some round must be free of any; the compiler at work may spoil the first ones. */
class MirrorAllocationTest {

    private static final int FRAMES = 20_000;
    private static final int ROUNDS = 15;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final VirtualSwitch vswitch = new VirtualSwitch(SwitchSettings.named("s"), System::nanoTime);
    private final Bandwidth bandwidth = Bandwidth.on(vswitch, BandwidthMode.DEFAULT, port -> 1_000_000);
    private final Mirrors mirrors = Mirrors.on(vswitch);
    private final Port alice = plug(PortSettings.guest("alice"), 1);
    private final Port bob = plug(PortSettings.guest("bob"), 2);

    private Port plug(PortSettings settings, int number) {
        return vswitch.plug(settings, new Copying(number == 0 ? MacAddress.NONE : Scene.address(number)));
    }

    @Test
    void copiesMakeNoObjects() {
        plug(PortSettings.network("watcher"), 0);
        mirrors.set(MirrorSession.of("ids", Set.of("alice", "bob"), "watcher")
                .withVlans(VlanSet.of(10))
                .withSnapLength(40)
                .withFilter(FrameFilter.parse("not (tcp port 80 or host 10.0.0.1)"))
                .withAlsoDropped(true));
        assertNothingAllocated(
                FrameBuilder.frame(Scene.address(1), Scene.address(2)).build());
        assertNothingAllocated(
                FrameBuilder.frame(Scene.address(3), Scene.address(2)).build());
        assertNothingAllocated(FrameBuilder.broadcast(Scene.address(1)).build());
    }

    @Test
    void limitsMakeNoObjects() {
        plug(PortSettings.network("nic0"), 0);
        alice.change(alice.settings()
                .with(BandwidthLimits.NONE.withMaximum(8_000_000).withMinimumWeight(5)));
        bob.change(bob.settings().with(BandwidthLimits.NONE.withMaximumReceive(1_000_000)));
        assertNothingAllocated(
                FrameBuilder.frame(Scene.address(1), Scene.STRANGER).build());
        assertNothingAllocated(
                FrameBuilder.frame(Scene.address(1), Scene.address(2)).build());
        assertEquals(4, bandwidth.readings().size());
    }

    private void assertNothingAllocated(Frame frame) {
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS && least > 0; round++) least = Math.min(least, allocatedBy(frame));
        assertEquals(0, least, "bytes for " + FRAMES + " frames");
    }

    private long allocatedBy(Frame frame) {
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < FRAMES; i++) {
            alice.accept(frame);
            if (i % 32 == 0) alice.flush();
        }
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    /** The least a real adapter does. */
    private static final class Copying implements Nic {
        private final MacAddress address;
        private final MemorySegment memory = MemorySegment.ofArray(new byte[1514]);

        Copying(MacAddress address) {
            this.address = address;
        }

        @Override
        public MacAddress address() {
            return address;
        }

        @Override
        public int maxFrame() {
            return 1514;
        }

        @Override
        public void start(FrameSink receiver) {}

        @Override
        public boolean accept(Frame frame) {
            frame.copyTo(memory, 0);
            return true;
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
