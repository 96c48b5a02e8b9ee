package viridian.vswitch;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.FrameSink;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.Nic;

/** Several threads carry frames while ports come and go. */
class SwitchConcurrencyIT {

    /** How long to try; a longer run is asked for by {@code -Dviridian.run.seconds=60}. */
    private static final long RUN_NANOS = Long.getLong("viridian.run.seconds", 2) * 1_000_000_000L;

    private static final int COMING_AND_GOING = 8;

    private final VirtualSwitch vswitch = new VirtualSwitch(SwitchSettings.named("s"), System::nanoTime);
    private final AtomicLong said = new AtomicLong();
    private final List<Port> everyPort = new ArrayList<>();

    @Test
    void nothingReachesAnUnpluggedPortNothingWaitsUnflushedAndEveryFrameHasOneFate() throws Exception {
        WatchfulNic wire = plug(PortSettings.network("wire"), 0);
        WatchfulNic otherWire = plug(PortSettings.network("other wire"), 0);
        WatchfulNic alice = plug(PortSettings.guest("alice"), 100);
        long end = System.nanoTime() + RUN_NANOS;
        try (ExecutorService crowd = Executors.newFixedThreadPool(5)) {
            List<Future<?>> work = List.of(
                    crowd.submit(() -> talk(alice, alice.address(), end)),
                    // Two threads behind one port, and one station moving between the wires.
                    crowd.submit(() -> talk(wire, Workbench.address(50), end)),
                    crowd.submit(() -> talk(wire, Workbench.address(51), end)),
                    crowd.submit(() -> talk(otherWire, Workbench.address(51), end)),
                    crowd.submit(() -> plugAndUnplug(end)));
            for (Future<?> done : work) done.get();
        }
        for (WatchfulNic nic : List.of(wire, otherWire, alice)) assertFalse(nic.isWaiting());
        assertOneFateEach();
        List<Port> here = vswitch.ports();
        assertTrue(vswitch.macs().entries().stream().allMatch(entry -> here.contains(entry.port())));
    }

    @Test
    void unpluggingWaitsForTheFrameThatIsJustBeingHandedOver() throws Exception {
        WatchfulNic alice = plug(PortSettings.guest("alice"), 1);
        WatchfulNic bob = plug(PortSettings.guest("bob"), 2);
        CountDownLatch handingOver = new CountDownLatch(1);
        CountDownLatch proceed = new CountDownLatch(1);
        bob.beforeHearing(() -> {
            handingOver.countDown();
            awaitOpen(proceed);
        });
        try (ExecutorService two = Executors.newFixedThreadPool(2)) {
            Future<?> frame = two.submit(() -> alice.brings(
                    FrameBuilder.frame(alice.address(), bob.address()).build()));
            handingOver.await();
            Future<?> unplugged = two.submit(() -> {
                bob.port().unplug();
                bob.mustHearNoMore();
            });
            await().during(Duration.ofMillis(100)).until(() -> !unplugged.isDone());
            proceed.countDown();
            frame.get();
            unplugged.get();
        }
        assertEquals(0, bob.heardTooLate());
    }

    /** Unicast to stations that are here, were here, or never were: each frame has one destination at most. */
    private void talk(WatchfulNic nic, MacAddress source, long end) {
        while (System.nanoTime() < end) {
            for (int i = 0; i < 16; i++) {
                int number = 1 + ThreadLocalRandom.current().nextInt(COMING_AND_GOING);
                nic.brings(FrameBuilder.frame(source, Workbench.address(number)).build());
                nic.brings(FrameBuilder.frame(source, Workbench.address(50 + number % 2))
                        .build());
                said.addAndGet(2);
            }
            nic.endsBurst();
        }
    }

    private static void awaitOpen(CountDownLatch latch) {
        await().until(() -> latch.getCount() == 0);
    }

    private void plugAndUnplug(long end) {
        while (System.nanoTime() < end) {
            List<WatchfulNic> guests = new ArrayList<>();
            for (int number = 1; number <= COMING_AND_GOING; number++) {
                guests.add(plug(PortSettings.guest("guest " + number), number));
            }
            for (WatchfulNic guest : guests) {
                guest.port().unplug();
                guest.mustHearNoMore();
            }
            for (WatchfulNic guest : guests) assertEquals(0, guest.heardTooLate());
        }
    }

    private WatchfulNic plug(PortSettings settings, int number) {
        WatchfulNic nic = new WatchfulNic(number == 0 ? MacAddress.NONE : Workbench.address(number));
        Port port = vswitch.plug(settings, nic);
        synchronized (everyPort) {
            everyPort.add(port);
        }
        return nic;
    }

    /** An unknown destination may be looked for on the one or the other wire, and from a guest on both. */
    private void assertOneFateEach() {
        long received = 0;
        long fates = 0;
        synchronized (everyPort) {
            for (Port port : everyPort) {
                PortCounters counters = port.counters();
                received += counters.received().frames();
                fates += counters.sent().frames();
                fates += counters.droppedIncoming().frames()
                        + counters.droppedOutgoing().frames();
            }
        }
        assertEquals(said.get(), received);
        assertTrue(fates >= received && fates <= 2 * received, fates + " fates of " + received + " frames");
    }

    /** Knows whether it was given frames without a flush since, and whether it got some when it must not any more. */
    private static final class WatchfulNic implements Nic {
        private final MacAddress address;
        private volatile @Nullable FrameSink receiver;
        private boolean waiting;
        private boolean gone;
        private int heardTooLate;

        /** By default a moment's work, so that an unplugging port has something to wait for. */
        private volatile Runnable beforeHearing = Thread::onSpinWait;

        WatchfulNic(MacAddress address) {
            this.address = address;
        }

        Port port() {
            if (receiver instanceof Port port) return port;
            throw new IllegalStateException("not plugged in");
        }

        void brings(Frame frame) {
            port().accept(frame);
        }

        void endsBurst() {
            port().flush();
        }

        synchronized boolean isWaiting() {
            return waiting;
        }

        synchronized void mustHearNoMore() {
            gone = true;
        }

        synchronized int heardTooLate() {
            return heardTooLate;
        }

        void beforeHearing(Runnable work) {
            beforeHearing = work;
        }

        @Override
        public boolean accept(Frame frame) {
            beforeHearing.run();
            hear();
            return true;
        }

        private synchronized void hear() {
            waiting = true;
            if (gone) heardTooLate++;
        }

        @Override
        public synchronized void flush() {
            waiting = false;
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
        public void start(FrameSink receiver) {
            this.receiver = receiver;
        }

        @Override
        public void close() {}
    }
}
