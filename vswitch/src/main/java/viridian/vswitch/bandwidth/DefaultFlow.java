package viridian.vswitch.bandwidth;

/**
 * What all ports without a minimum of their own are sure of together (Hyper-V's DefaultFlowMinimumBandwidth).
 *
 * @param weight their claim where minimums are weights, 1 to 100
 * @param absolute their claim where minimums are absolute, bit/s rounded down to a multiple of 8; 0 for a tenth of the link
 */
public record DefaultFlow(int weight, long absolute) {

    /** Weight 1, and a tenth of the link. */
    public static final DefaultFlow USUAL = new DefaultFlow(1, 0);

    private static final int USUAL_PART = 10;

    public DefaultFlow {
        BandwidthLimits.requireWeight(weight);
        if (weight == 0) throw new IllegalArgumentException("the default flow has a weight of 1 at least");
        absolute = BandwidthLimits.rounded("minimum bandwidth of the default flow", absolute);
    }

    /** What is sure on this link where minimums are absolute, bit/s. */
    long absoluteOn(long capacity) {
        return absolute == 0 ? BandwidthLimits.rounded("capacity", Math.max(8, capacity / USUAL_PART)) : absolute;
    }
}
