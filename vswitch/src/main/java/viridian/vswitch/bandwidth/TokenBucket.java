package viridian.vswitch.bandwidth;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Lets frames by at a rate, and after a pause at once as many as fill it. What is in it is kept as a single number, the
 * moment at which it will be full again, so that it needs nobody to fill it and a frame costs one atomic exchange.
 *
 * <p>A frame passes if there is anything in the bucket at all, and may leave it in debt: so a frame longer than the bucket
 * is deep passes too. The rate is used in full only by frames the bucket can hold; what is poured into a full one is lost.
 */
final class TokenBucket {

    /** Moments are counted in this part of a nanosecond: a short frame at 10 Gbit/s is worth 48 ns. */
    private static final int PARTS = 64;

    private static final double PARTS_PER_BYTE_AT_ONE_BIT = 8e9 * PARTS;

    /** The bucket has not been used yet, and is full. A clock that reads this very number is late by nothing at all. */
    private static final long UNUSED = Long.MIN_VALUE;

    private final AtomicLong fullAt = new AtomicLong(UNUSED);
    private volatile double partsPerByte;
    private volatile long depth;

    /** @param burstBytes how much a full bucket holds, at least 1 */
    TokenBucket(double bitsPerSecond, double burstBytes) {
        retune(bitsPerSecond, burstBytes);
    }

    /** From now on it fills at another rate. */
    void retune(double bitsPerSecond, double burstBytes) {
        double each = PARTS_PER_BYTE_AT_ONE_BIT / bitsPerSecond;
        partsPerByte = each;
        depth = (long) (each * burstBytes);
    }

    /**
     * Takes a frame's bytes out.
     *
     * @param now nanoseconds of any clock that never goes back
     * @return false if the bucket is empty: then nothing was taken
     */
    boolean take(int bytes, long now) {
        return take(price(bytes), depth, now * PARTS);
    }

    /** Takes a frame's bytes out of the upper half: false if the bucket is no more than half full. */
    boolean takeSpare(int bytes, long now) {
        return take(price(bytes), depth / 2, now * PARTS);
    }

    /** Takes a frame's bytes out, whether they are there or not. */
    void owe(int bytes, long now) {
        take(price(bytes), Long.MAX_VALUE, now * PARTS);
    }

    private boolean take(long price, long limit, long moment) {
        while (true) {
            long full = fullAt.get();
            long missing = missing(full, moment);
            if (missing >= limit) return false;
            if (fullAt.compareAndSet(full, moment + missing + price)) return true;
        }
    }

    /** Puts back what was taken for a frame that did not go. */
    void putBack(int bytes) {
        fullAt.addAndGet(-price(bytes));
    }

    boolean isEmpty(long now) {
        return missing(fullAt.get(), now * PARTS) >= depth;
    }

    boolean isHalfEmpty(long now) {
        return missing(fullAt.get(), now * PARTS) >= depth / 2;
    }

    private long price(int bytes) {
        return Math.round(bytes * partsPerByte);
    }

    /** How long it takes to fill up from now, in our parts of a nanosecond. */
    private static long missing(long fullAt, long moment) {
        return fullAt == UNUSED ? 0 : Math.max(0, fullAt - moment);
    }
}
