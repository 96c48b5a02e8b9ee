package viridian.synthetic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import viridian.synthetic.guest.NetVscSettings;
import viridian.synthetic.host.NetVsp;
import viridian.vswitch.PortSettings;
import viridian.vswitch.SwitchSettings;
import viridian.vswitch.VirtualSwitch;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.FrameSink;

/** A frame on its way from guest to guest makes no objects, anywhere. */
class AllocationTest {

    private static final int BURST = 32;
    private static final int WARM_UP = 60_000;
    private static final int FRAMES = 100_000;

    /** What the measurement itself, and a compiler at work in this thread's name, may take: far less than a byte a frame. */
    private static final long TOLERATED_BYTES = FRAMES / 50;

    /** What a machine makes once, when it compiles again, is in one of these and not in all; what frames cost is in all. */
    private static final int ROUNDS = 3;

    /** Whether the sender hands over a burst at once. */
    private boolean isHandedOverTogether;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void shortFramesFromGuestToGuestAllocateNothing() {
        assertAllocatesNothing(60, 1514);
    }

    @Test
    void jumboFramesFromGuestToGuestAllocateNothing() {
        assertAllocatesNothing(9014, 9014);
    }

    @Test
    void burstsFromGuestToGuestAllocateNothing() {
        isHandedOverTogether = true;
        assertAllocatesNothing(60, 1514);
    }

    private void assertAllocatesNothing(int length, int maxFrame) {
        try (Bench bench = new Bench();
                VirtualSwitch vswitch = new VirtualSwitch(SwitchSettings.named("quiet"), System::nanoTime)) {
            Bench.Guest alice = plugged(bench, vswitch, 1, maxFrame);
            Bench.Guest bob = plugged(bench, vswitch, 2, maxFrame);
            Counter heard = new Counter();
            bob.driver().start(heard);
            alice.driver().start(new Counter());
            bench.settle();
            Frame frame = FrameBuilder.frame(
                            alice.driver().address(), bob.driver().address())
                    .length(length)
                    .build();
            carry(bench, alice, frame, WARM_UP);
            long allocated = Long.MAX_VALUE;
            for (int i = 0; i < ROUNDS; i++) allocated = Math.min(allocated, carryCounted(bench, alice, frame));
            assertEquals(WARM_UP + ROUNDS * FRAMES, heard.frames);
            assertTrue(allocated < TOLERATED_BYTES, allocated + " bytes for " + FRAMES + " frames");
        }
    }

    private long carryCounted(Bench bench, Bench.Guest from, Frame frame) {
        long before = threads.getCurrentThreadAllocatedBytes();
        carry(bench, from, frame, FRAMES);
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    private static Bench.Guest plugged(Bench bench, VirtualSwitch vswitch, int number, int maxFrame) {
        NetVsp host = new NetVsp(Bench.address(number), maxFrame);
        vswitch.plug(PortSettings.guest("guest " + number).withMaxFrame(maxFrame), host);
        return bench.running(host, NetVscSettings.SMALL.withOffloads(false).withMaxFrame(maxFrame));
    }

    private void carry(Bench bench, Bench.Guest from, Frame frame, int frames) {
        Frame[] burst = new Frame[BURST];
        Arrays.fill(burst, frame);
        for (int sent = 0; sent < frames; sent += BURST) {
            if (isHandedOverTogether) assertEquals(BURST, from.driver().acceptAll(burst, BURST));
            else for (int i = 0; i < BURST; i++) assertTrue(from.driver().accept(frame));
            from.driver().flush();
            bench.settle();
        }
    }

    private static final class Counter implements FrameSink {

        private int frames;

        @Override
        public boolean accept(Frame frame) {
            frames++;
            return true;
        }

        @Override
        public void flush() {}
    }
}
