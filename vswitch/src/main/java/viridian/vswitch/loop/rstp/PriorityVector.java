package viridian.vswitch.loop.rstp;

import java.util.Comparator;

/**
 * How good a way to the root a port offers; the lowest is best (IEEE 802.1D-2004 section 17.6, without the receiving
 * port, which only {@link RoleSelection} needs).
 *
 * @param root the bridge taken for the root
 * @param cost of the way there from the bridge that says so, 0 to 2^32 - 1
 * @param bridge who says so
 * @param port by which of its ports: 4 bits of priority, 12 of number
 */
public record PriorityVector(BridgeId root, long cost, BridgeId bridge, int port)
        implements Comparable<PriorityVector> {

    private static final long MOST = 0xFFFF_FFFFL;

    private static final Comparator<PriorityVector> ORDER = Comparator.comparing(PriorityVector::root)
            .thenComparingLong(PriorityVector::cost)
            .thenComparing(PriorityVector::bridge)
            .thenComparingInt(PriorityVector::port);

    @Override
    public int compareTo(PriorityVector other) {
        return ORDER.compare(this, other);
    }

    boolean isBetterThan(PriorityVector other) {
        return compareTo(other) < 0;
    }

    /** The same with the cost of one more segment; it stays at the greatest a BPDU can say. */
    PriorityVector through(long segmentCost) {
        return new PriorityVector(root, Math.min(cost + segmentCost, MOST), bridge, port);
    }

    /** Better, or from the same port of the same bridge, whose word replaces what it said before (section 17.6). */
    boolean isSuperiorTo(PriorityVector held) {
        return isBetterThan(held) || (isFromWhere(held) && !equals(held));
    }

    private boolean isFromWhere(PriorityVector held) {
        return bridge.address().equals(held.bridge.address()) && (port & 0xFFF) == (held.port & 0xFFF);
    }
}
