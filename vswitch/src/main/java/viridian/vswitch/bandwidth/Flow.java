package viridian.vswitch.bandwidth;

/**
 * What one port sends by one link; or the default flow, what all ports without a minimum send by it together.
 *
 * <p>It has two buckets. What is in the first is the flow's own and passes always. What is in the second it may use if the
 * link has room: this is its part of what the others leave.
 */
final class Flow {

    /** How much of the newest measurement goes into the demand: a pause of some milliseconds is no end of demand. */
    private static final double NEWEST = 0.25;

    private final String name;
    private final Meter meter;
    private final TokenBucket own;
    private final TokenBucket lent;

    private final double weight;
    private final double guaranteed;

    /** Offered bytes at the last measurement, and bytes per nanosecond since; for whoever retunes the link. */
    private long measured;

    private double demand;

    Flow(String name, double weight, double guaranteed, Meter meter) {
        this.name = name;
        this.weight = weight;
        this.guaranteed = guaranteed;
        this.meter = meter;
        this.measured = meter.offered();
        this.own = new TokenBucket(guaranteed, LinkShares.burst(guaranteed));
        this.lent = new TokenBucket(guaranteed, LinkShares.burst(guaranteed));
    }

    String name() {
        return name;
    }

    Meter meter() {
        return meter;
    }

    /** Its claim on what is shared, in the unit common to the link's flows. */
    double weight() {
        return weight;
    }

    /** Bits per second it gets whatever the others do. */
    double guaranteed() {
        return guaranteed;
    }

    /** Measures what it wanted since the last time; bits per second. */
    double demand(long elapsedNanos) {
        long offered = meter.offered();
        double newest = (offered - measured) * 8e9 / elapsedNanos;
        measured = offered;
        demand += NEWEST * (newest - demand);
        return demand;
    }

    /** From now on it may use this much of the link while nobody else claims it. */
    void mayUse(double bitsPerSecond) {
        lent.retune(bitsPerSecond, LinkShares.burst(bitsPerSecond));
    }

    boolean takeOwn(int bytes, TokenBucket link, long now) {
        if (!own.take(bytes, now)) return false;
        lent.owe(bytes, now);
        link.owe(bytes, now);
        return true;
    }

    boolean takeLent(int bytes, TokenBucket link, long now) {
        if (!lent.take(bytes, now)) return false;
        if (link.take(bytes, now)) return true;
        lent.putBack(bytes);
        return false;
    }

    boolean ownIsEmpty(long now) {
        return own.isEmpty(now);
    }

    boolean lentIsEmpty(long now) {
        return lent.isEmpty(now);
    }
}
