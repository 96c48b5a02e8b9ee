package viridian.emulated.driver;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import viridian.partitions.Hypervisor;
import viridian.partitions.ProcessorThread;
import viridian.vswitch.PortSettings;
import viridian.vswitch.SwitchSettings;
import viridian.vswitch.VirtualSwitch;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.FrameSink;
import viridian.vswitch.frame.MacAddress;

/** Two guests on threads of their own that answer each other as fast as they can: neither may wait for the other. */
class LegacyPairIT {

    private static final MacAddress ALICE = MacAddress.parse("00-15-5D-00-00-01");
    private static final MacAddress BOB = MacAddress.parse("00-15-5D-00-00-02");
    private static final int EXCHANGES = 20_000;
    private static final int AT_ONCE = 16;

    @Test
    void nobodyWaitsForTheOther() {
        try (Hypervisor hypervisor = new Hypervisor(ProcessorThread::new);
                VirtualSwitch network = new VirtualSwitch(SwitchSettings.named("network"), System::nanoTime)) {
            LegacyGuest alice = new LegacyGuest(hypervisor, "alice", ALICE);
            LegacyGuest bob = new LegacyGuest(hypervisor, "bob", BOB);
            network.plug(PortSettings.guest("alice"), alice.device);
            network.plug(PortSettings.guest("bob"), bob.device);
            Answering first =
                    new Answering(alice.driver, FrameBuilder.frame(ALICE, BOB).build());
            Answering second =
                    new Answering(bob.driver, FrameBuilder.frame(BOB, ALICE).build());
            alice.partition.processor(0).execute(() -> alice.driver.start(first));
            bob.partition.processor(0).execute(() -> bob.driver.start(second));
            bob.partition.processor(0).execute(second::begin);
            alice.partition.processor(0).execute(first::begin);
            await().atMost(Duration.ofSeconds(60)).until(() -> first.isDone() && second.isDone());
            assertEquals(
                    0, alice.device.counters().missed() + bob.device.counters().missed());
        }
    }

    /** Says a few frames, and one more for each it hears. */
    private static final class Answering implements FrameSink {

        private final TulipDriver driver;
        private final Frame frame;
        private final AtomicInteger heard = new AtomicInteger();

        Answering(TulipDriver driver, Frame frame) {
            this.driver = driver;
            this.frame = frame;
        }

        void begin() {
            for (int i = 0; i < AT_ONCE; i++) driver.accept(frame);
            driver.flush();
        }

        boolean isDone() {
            return heard.get() >= EXCHANGES;
        }

        @Override
        public boolean accept(Frame arrived) {
            heard.incrementAndGet();
            return driver.accept(frame);
        }

        @Override
        public void flush() {
            driver.flush();
        }
    }
}
