package viridian.vswitch.bandwidth;

import viridian.vswitch.PortFeature;

/**
 * What a port may use, and what it is sure of. All rates are bits per second of frames without tag and check sequence, as
 * the port counters count them, rounded down to a multiple of 8 as Hyper-V does; 0 is none.
 *
 * @param maximum what the adapter behind the port may send (Hyper-V's MaximumBandwidth)
 * @param burstBytes what it may send at once after a pause; 0 for what passes in 50 ms at the maximum, and 64 KB at least
 * @param maximumReceive what it may receive
 * @param minimumWeight its claim on a crowded uplink relative to others' (MinimumBandwidthWeight), 1 to 100
 * @param minimumAbsolute its claim on a crowded uplink (MinimumBandwidthAbsolute)
 */
public record BandwidthLimits(
        long maximum, long burstBytes, long maximumReceive, int minimumWeight, long minimumAbsolute)
        implements PortFeature {

    /** No limit, and no claim but the default flow's. */
    public static final BandwidthLimits NONE = new BandwidthLimits(0, 0, 0, 0, 0);

    static final int HIGHEST_WEIGHT = 100;

    private static final int STEP = 8;

    public BandwidthLimits {
        maximum = rounded("maximum bandwidth", maximum);
        maximumReceive = rounded("maximum bandwidth to receive", maximumReceive);
        minimumAbsolute = rounded("minimum bandwidth", minimumAbsolute);
        requireWeight(minimumWeight);
        if (burstBytes < 0)
            throw new IllegalArgumentException("a burst of " + burstBytes + " bytes is less than nothing");
        if (burstBytes > 0 && maximum == 0) {
            throw new IllegalArgumentException("a burst needs a maximum bandwidth it is a burst of");
        }
        if (minimumWeight > 0 && minimumAbsolute > 0) {
            throw new IllegalArgumentException("a minimum bandwidth is a weight or a number of bit/s, not both");
        }
        if (maximum > 0 && minimumAbsolute > maximum) {
            throw new IllegalArgumentException(
                    "a minimum bandwidth of %d bit/s is above the maximum of %d".formatted(minimumAbsolute, maximum));
        }
    }

    static long rounded(String what, long bitsPerSecond) {
        if (bitsPerSecond < 0 || (bitsPerSecond > 0 && bitsPerSecond < STEP)) {
            throw new IllegalArgumentException(
                    "a %s is 0 for none, or %d bit/s and more, not %d".formatted(what, STEP, bitsPerSecond));
        }
        return bitsPerSecond - bitsPerSecond % STEP;
    }

    static void requireWeight(int weight) {
        if (weight < 0 || weight > HIGHEST_WEIGHT) {
            throw new IllegalArgumentException("a bandwidth weight is 0 to 100, not " + weight);
        }
    }

    /** Nothing more may be sent than this. */
    public BandwidthLimits withMaximum(long bitsPerSecond) {
        return new BandwidthLimits(bitsPerSecond, burstBytes, maximumReceive, minimumWeight, minimumAbsolute);
    }

    public BandwidthLimits withBurst(long bytes) {
        return new BandwidthLimits(maximum, bytes, maximumReceive, minimumWeight, minimumAbsolute);
    }

    public BandwidthLimits withMaximumReceive(long bitsPerSecond) {
        return new BandwidthLimits(maximum, burstBytes, bitsPerSecond, minimumWeight, minimumAbsolute);
    }

    public BandwidthLimits withMinimumWeight(int weight) {
        return new BandwidthLimits(maximum, burstBytes, maximumReceive, weight, minimumAbsolute);
    }

    public BandwidthLimits withMinimumAbsolute(long bitsPerSecond) {
        return new BandwidthLimits(maximum, burstBytes, maximumReceive, minimumWeight, bitsPerSecond);
    }
}
