package viridian.vswitch.bandwidth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

/** Two threads at the same buckets, on a clock that both turn with every frame: no token is taken twice, and none is lost. */
class BandwidthConcurrencyTest {

    private static final int FRAMES_EACH = 1_000_000;
    private static final int BYTES = 1514;

    /** A frame in each microsecond: 12 Gbit/s. */
    private static final long NANOS_PER_FRAME = 1000;

    private static final double RATE = 2e9;
    private static final double BURST = 65_536;

    private final AtomicLong clock = new AtomicLong();

    @Test
    void aBucketLetsPassWhatItsRateAllows() throws Exception {
        TokenBucket bucket = new TokenBucket(RATE, BURST);
        assertAllowed(passed(thread -> bucket.take(BYTES, clock.addAndGet(NANOS_PER_FRAME))), BURST);
    }

    @Test
    void aLinkCarriesItsCapacityAndEveryFrameIsCounted() throws Exception {
        List<Flow> flows =
                List.of(new Flow("one", 1, RATE / 4, new Meter()), new Flow("three", 3, RATE * 3 / 4, new Meter()));
        LinkShares link = new LinkShares(RATE, flows);
        long passed = passed(thread -> link.admits(flows.get(thread), BYTES, clock.addAndGet(NANOS_PER_FRAME)));
        assertAllowed(passed, LinkShares.burst(RATE));
        long dropped = 0;
        for (Flow flow : flows) {
            assertEquals((long) FRAMES_EACH * BYTES, flow.meter().offered());
            dropped += flow.meter().droppedFrames();
        }
        assertEquals(2L * FRAMES_EACH, passed + dropped);
    }

    private static long passed(IntPredicate frame) throws Exception {
        LongAdder passed = new LongAdder();
        try (ExecutorService two = Executors.newFixedThreadPool(2)) {
            List<Future<?>> work =
                    List.of(two.submit(() -> send(0, frame, passed)), two.submit(() -> send(1, frame, passed)));
            for (Future<?> done : work) done.get();
        }
        return passed.sum();
    }

    private static void send(int thread, IntPredicate frame, LongAdder passed) {
        for (int i = 0; i < FRAMES_EACH; i++) {
            if (frame.test(thread)) passed.increment();
        }
    }

    private static void assertAllowed(long frames, double burst) {
        double seconds = 2.0 * FRAMES_EACH * NANOS_PER_FRAME / 1e9;
        double allowed = (RATE / 8 * seconds + burst) / BYTES;
        assertEquals(1, frames / allowed, 0.005);
    }
}
