package viridian.vswitch.team;

import java.util.concurrent.atomic.AtomicIntegerArray;

/** Through which parts of the flows frames went of late. Marked on the frame path, by any thread. */
final class BucketUse {

    private final AtomicIntegerArray last = new AtomicIntegerArray(Buckets.COUNT);
    private volatile int period = 2;

    void mark(int bucket) {
        int now = period;
        // Looked at first: all threads read the same line, and only the first of a period writes.
        if (last.getPlain(bucket) != now) last.setOpaque(bucket, now);
    }

    /** Begins another period. One thread at a time. */
    void turn() {
        int next = period + 1;
        period = next;
    }

    /** Whether nothing went through in this period and the one before. */
    boolean isIdle(int bucket) {
        return period - last.getOpaque(bucket) > 1;
    }
}
