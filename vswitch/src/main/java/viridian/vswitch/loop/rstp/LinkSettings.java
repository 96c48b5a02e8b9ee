package viridian.vswitch.loop.rstp;

/**
 * What an administrator says about a bridge's port (IEEE 802.1D-2004 sections 17.13 and 17.14).
 *
 * @param priority 0 to 240 in steps of 16; decides between ports that are equal otherwise
 * @param cost of a frame's way through this port, 1 to 200 000 000
 * @param edge whether only stations are behind it, so that it forwards at once (AdminEdge)
 * @param findEdge whether that is found out where nobody sends BPDUs (AutoEdge)
 * @param pointToPoint whether one other bridge at most is behind it, which can then agree
 */
public record LinkSettings(int priority, long cost, boolean edge, boolean findEdge, boolean pointToPoint) {

    /** Table 17-2. */
    public static final int DEFAULT_PRIORITY = 128;

    private static final int PRIORITY_STEP = 16;
    private static final long MOST_COST = 200_000_000;

    /** The cost of one bit per second: 20 000 for a gigabit per second (table 17-3). */
    private static final long COST_SPEED = 20_000L * 1_000_000_000;

    public LinkSettings {
        if (priority < 0 || priority > 240 || priority % PRIORITY_STEP != 0) {
            throw new IllegalArgumentException("a port's priority is 0 to 240 in steps of 16, not " + priority);
        }
        if (cost < 1 || cost > MOST_COST) {
            throw new IllegalArgumentException("a path costs 1 to 200000000, not " + cost);
        }
    }

    /** A full-duplex cable of this speed, whose edge is found out. */
    public static LinkSettings ofSpeed(long bitsPerSecond) {
        return new LinkSettings(DEFAULT_PRIORITY, costOf(bitsPerSecond), false, true, true);
    }

    /** What a path of this speed costs (table 17-3): 20 000 for a gigabit per second. */
    public static long costOf(long bitsPerSecond) {
        return Math.clamp(COST_SPEED / Math.max(bitsPerSecond, 1), 1, MOST_COST);
    }

    public LinkSettings withPriority(int value) {
        return new LinkSettings(value, cost, edge, findEdge, pointToPoint);
    }

    public LinkSettings withCost(long value) {
        return new LinkSettings(priority, value, edge, findEdge, pointToPoint);
    }

    public LinkSettings withEdge(boolean on) {
        return new LinkSettings(priority, cost, on, findEdge, pointToPoint);
    }

    public LinkSettings withFindEdge(boolean on) {
        return new LinkSettings(priority, cost, edge, on, pointToPoint);
    }

    public LinkSettings withPointToPoint(boolean on) {
        return new LinkSettings(priority, cost, edge, findEdge, on);
    }

    /** The port's identity in BPDUs: 4 bits of priority above 12 of number (section 9.2.7). */
    int portId(int number) {
        return priority << 8 | number;
    }
}
