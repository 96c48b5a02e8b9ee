package viridian.vswitch.bandwidth;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What came to one limit and what it let pass, in bytes as the port counters count them, and the memory of the last
 * seconds. Counting is for several threads and takes no lock.
 */
final class Meter {

    /** How many looks back it remembers: ten seconds at ten looks a second. */
    private static final int LOOKS = 100;

    private static final double BITS_PER_BYTE = 8;
    private static final double NANOS_PER_SECOND = 1e9;

    private final AtomicLong offered = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong droppedFrames = new AtomicLong();

    /** The counts at each look, in a ring; guarded by this. */
    private final long[] times = new long[LOOKS + 1];

    private final long[] offeredThen = new long[LOOKS + 1];
    private final long[] droppedThen = new long[LOOKS + 1];
    private int looks;

    /** Rates over a stretch of time, bits per second. */
    record Rates(double seconds, double offered, double passed) {}

    void offer(int bytes) {
        offered.getAndAdd(bytes);
    }

    void drop(int bytes) {
        dropped.getAndAdd(bytes);
        droppedFrames.getAndIncrement();
    }

    /** Bytes that came, ever. */
    long offered() {
        return offered.get();
    }

    long droppedFrames() {
        return droppedFrames.get();
    }

    /** Notes the counts of this moment. */
    synchronized void look(long now) {
        int slot = looks++ % times.length;
        times[slot] = now;
        offeredThen[slot] = offered.get();
        droppedThen[slot] = dropped.get();
    }

    /** The rates between the oldest look remembered and the newest; all 0 before the second. */
    synchronized Rates rates() {
        if (looks < 2) return new Rates(0, 0, 0);
        int newest = (looks - 1) % times.length;
        int oldest = looks <= times.length ? 0 : looks % times.length;
        double seconds = (times[newest] - times[oldest]) / NANOS_PER_SECOND;
        if (seconds <= 0) return new Rates(0, 0, 0);
        double came = offeredThen[newest] - offeredThen[oldest];
        double passed = came - (droppedThen[newest] - droppedThen[oldest]);
        return new Rates(seconds, BITS_PER_BYTE * came / seconds, BITS_PER_BYTE * passed / seconds);
    }

    /** The rates in words, beside what should have passed. */
    BandwidthReading reading(String port, String limit, long bitsPerSecond, Rates rates, double due) {
        return new BandwidthReading(
                port,
                limit,
                bitsPerSecond,
                rates.seconds(),
                Math.round(rates.offered()),
                Math.round(due),
                Math.round(rates.passed()),
                droppedFrames());
    }
}
