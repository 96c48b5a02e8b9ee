package viridian.vswitch.bandwidth;

import java.util.SplittableRandom;

/** Somebody who sends frames of one length at a pace, all the time or in seeded stretches of on and off. */
final class Source {

    private final int bytes;
    private final double nanosPerFrame;
    private final SplittableRandom random;
    private final long stretchNanos;

    private double next;
    private long onUntil = Long.MAX_VALUE;

    private Source(int bytes, double bitsPerSecond, long stretchNanos, long seed) {
        this.bytes = bytes;
        this.nanosPerFrame = bytes * 8e9 / bitsPerSecond;
        this.stretchNanos = stretchNanos;
        this.random = new SplittableRandom(seed);
        this.next = nanosPerFrame * random.nextDouble();
        if (stretchNanos > 0) onUntil = (long) next + stretch();
    }

    static Source constant(int bytes, double bitsPerSecond) {
        return new Source(bytes, bitsPerSecond, 0, bytes);
    }

    /** Sends at this pace for a stretch between nothing and twice as long as said, and is silent for another. */
    static Source onAndOff(int bytes, double bitsPerSecondWhileOn, long stretchNanos, long seed) {
        return new Source(bytes, bitsPerSecondWhileOn, stretchNanos, seed);
    }

    int bytes() {
        return bytes;
    }

    /** When it sends its next frame. */
    long next() {
        return (long) next;
    }

    void sent() {
        next += nanosPerFrame;
        if (next >= onUntil) {
            next += stretch();
            onUntil = (long) next + stretch();
        }
    }

    private long stretch() {
        return random.nextLong(2 * stretchNanos);
    }
}
