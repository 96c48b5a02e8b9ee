package viridian.vswitch.bandwidth;

import org.jspecify.annotations.Nullable;

/** A port's maximum in one direction. */
final class Maximum {

    /**
     * What a full bucket holds, as time at the maximum. A sender that is held back by drops (TCP) halves its pace at each,
     * so the bucket has to bridge the round trips until it is back: at 50 ms a sender with 20 Mbit/s and a round trip of
     * 20 ms reaches all of them, at 5 ms five sixths (TcpThroughMaximumTest). More would be felt as excess after each pause.
     */
    private static final double BURST_SECONDS = 0.05;

    /** The longest large send, whatever the maximum: a bucket that cannot hold one wastes part of its rate on them. */
    static final int LEAST_BURST_BYTES = 65_536;

    private static final int BITS_PER_BYTE = 8;

    private final long bitsPerSecond;
    private final long burstBytes;
    private final TokenBucket bucket;
    private final Meter meter;

    private Maximum(long bitsPerSecond, long burstBytes, Meter meter) {
        this.meter = meter;
        this.bitsPerSecond = bitsPerSecond;
        this.burstBytes = burstBytes;
        this.bucket = new TokenBucket(
                (double) bitsPerSecond, burstBytes == 0 ? usualBurst(bitsPerSecond) : (double) burstBytes);
    }

    /**
     * A maximum, or null if there is none; the one that was, if nothing about it has changed.
     *
     * @param burstBytes how much may pass at once after a pause, or 0 for {@link #usualBurst}
     */
    static @Nullable Maximum of(long bitsPerSecond, long burstBytes, @Nullable Maximum before) {
        if (bitsPerSecond == 0) return null;
        if (before == null) return new Maximum(bitsPerSecond, burstBytes, new Meter());
        boolean same = before.bitsPerSecond == bitsPerSecond && before.burstBytes == burstBytes;
        return same ? before : new Maximum(bitsPerSecond, burstBytes, before.meter);
    }

    /** The burst allowed where none is set, bytes. */
    static double usualBurst(long bitsPerSecond) {
        return Math.max(LEAST_BURST_BYTES, BURST_SECONDS * bitsPerSecond / BITS_PER_BYTE);
    }

    long bitsPerSecond() {
        return bitsPerSecond;
    }

    Meter meter() {
        return meter;
    }

    /** Whether a frame is within the maximum; if so, its bytes are used up. */
    boolean admits(int bytes, long now) {
        meter.offer(bytes);
        boolean within = bucket.take(bytes, now);
        if (!within) meter.drop(bytes);
        return within;
    }

    /** Whether a frame would be within the maximum now. */
    boolean wouldAdmit(long now) {
        return !bucket.isEmpty(now);
    }

    BandwidthReading reading(String port, String limit) {
        Meter.Rates rates = meter.rates();
        return meter.reading(port, limit, bitsPerSecond, rates, Math.min(rates.offered(), (double) bitsPerSecond));
    }
}
