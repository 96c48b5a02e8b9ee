package viridian.vswitch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.FrameSink;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.Nic;
import viridian.vswitch.nic.RecordingNic;

/** Settings change while two threads send without a pause: each frame meets the old or the new ones, whole. */
class SettingsUnderTrafficIT {

    /** How long to try; a longer run is asked for by {@code -Dviridian.run.seconds=60}. */
    private static final long RUN_NANOS = Long.getLong("viridian.run.seconds", 1) * Workbench.SECOND;

    /** With priorities: 10 goes with priority 5, 20 with none. Anything else is a mixture. */
    private static final PortSettings TEN =
            PortSettings.network("sender").withVlan(new VlanMode.Access(10)).withPriorityTag(true);

    private static final PortSettings TWENTY = PortSettings.network("sender").withVlan(new VlanMode.Access(20));
    private static final int TEN_AS_SEEN = 0xA000 | 10;
    private static final int TWENTY_AS_SEEN = 20;
    private static final int EITHER = 0;

    private final VirtualSwitch vswitch = new VirtualSwitch(SwitchSettings.named("s"), System::nanoTime);
    private final AtomicBoolean over = new AtomicBoolean();

    @Test
    void noFrameMeetsAMixtureAndNoneTheOldSettingsAfterTheChange() throws Exception {
        Port sender = vswitch.plug(TEN, new RecordingNic(MacAddress.NONE));
        Inspector inspector = new Inspector();
        vswitch.plug(PortSettings.network("trunk").withVlan(new VlanMode.Trunk(VlanSet.of(10, 20), -1)), inspector);
        int changes = 0;
        try (ExecutorService two = Executors.newFixedThreadPool(2)) {
            Future<?> one = two.submit(() -> send(sender, 1));
            Future<?> other = two.submit(() -> send(sender, 2));
            for (long end = System.nanoTime() + RUN_NANOS; System.nanoTime() < end; changes++) {
                boolean ten = changes % 2 == 1;
                inspector.allowed = EITHER;
                sender.change(ten ? TEN : TWENTY);
                inspector.allowed = ten ? TEN_AS_SEEN : TWENTY_AS_SEEN;
                inspector.awaitFrames(20);
            }
            over.set(true);
            one.get();
            other.get();
        }
        assertEquals(0, inspector.mixed.get());
        assertEquals(0, inspector.late.get());
        assertTrue(changes > 10, "only " + changes + " changes");
    }

    private void send(Port sender, int station) {
        Frame frame =
                FrameBuilder.broadcast(Workbench.address(station)).tag(0xA000).build();
        Frame[] burst = {frame, frame.copy(), frame.copy(), frame.copy()};
        while (!over.get()) {
            sender.acceptAll(burst, burst.length);
            sender.flush();
        }
    }

    /** Looks at each frame's tag, and keeps none. */
    private static final class Inspector implements Nic {

        private final AtomicLong mixed = new AtomicLong();
        private final AtomicLong late = new AtomicLong();
        private final AtomicLong seen = new AtomicLong();
        private volatile int allowed;

        void awaitFrames(int count) {
            long until = seen.get() + count;
            while (seen.get() < until) Thread.onSpinWait();
        }

        @Override
        public boolean accept(Frame frame) {
            // Read before the tag's judgement: what was allowed when the frame came must hold for it.
            int only = allowed;
            int tag = frame.tag();
            if (tag != TEN_AS_SEEN && tag != TWENTY_AS_SEEN) mixed.incrementAndGet();
            else if (only != EITHER && tag != only && allowed == only) late.incrementAndGet();
            seen.incrementAndGet();
            return true;
        }

        @Override
        public MacAddress address() {
            return MacAddress.NONE;
        }

        @Override
        public int maxFrame() {
            return 1514;
        }

        @Override
        public void start(FrameSink receiver) {
            // It only looks.
        }

        @Override
        public void flush() {
            // Nothing is kept.
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
