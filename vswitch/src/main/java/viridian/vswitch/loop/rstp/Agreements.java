package viridian.vswitch.loop.rstp;

import org.jspecify.annotations.Nullable;

/**
 * Whether an agreement that arrives can be to what the port says now.
 *
 * <p>A BPDU does not tell which proposal it agrees to. When a port's word becomes worse, an agreement to the better one may
 * still be under way, and the standard takes it for an agreement to the worse: that way old information of a root that is
 * gone can close a loop, until it has died of age. So a port believes no agreement while a better word of its own can still
 * be answered, and asks again afterwards. Neighbours notice no more than a repeated proposal.
 */
final class Agreements {

    /** Our choice: many times the way to a neighbour and back. */
    private static final long UNDER_WAY_NANOS = 100_000_000L;

    private final BridgePort port;

    /** What the port said last as the segment's designated port, as far as the neighbour can still believe it. */
    private @Nullable PriorityVector lastSaid;

    /** The best of what it said before that, which may be answered up to a moment after {@link #replacedAt}. */
    private @Nullable PriorityVector bestBefore;

    private long replacedAt;
    private boolean mustAskAgain;

    Agreements(BridgePort port) {
        this.port = port;
    }

    /** A new link: nothing was said on it. */
    void begin() {
        lastSaid = null;
        bestBefore = null;
        mustAskAgain = false;
    }

    /** The port has sent its word as designated port. */
    void said(PriorityVector word) {
        if (word.equals(lastSaid)) return;
        retire();
        lastSaid = word;
    }

    /** What was said last holds no longer. */
    void retire() {
        PriorityVector old = lastSaid;
        if (old == null) return;
        PriorityVector older = bestBefore;
        bestBefore = older != null && isUnderWay() && older.isBetterThan(old) ? older : old;
        lastSaid = null;
        replacedAt = port.bridge.now();
    }

    private boolean isUnderWay() {
        return port.bridge.now() - replacedAt < UNDER_WAY_NANOS;
    }

    /** Whether no better word than the present one can have been agreed to. */
    boolean areCredible() {
        if (isBetterThanNow(lastSaid)) return false;
        return !isUnderWay() || !isBetterThanNow(bestBefore);
    }

    /** Whether the neighbour was told the present word, and no better one before can still be answered. */
    boolean wordIsOut() {
        return port.portPriority.equals(lastSaid) && areCredible();
    }

    private boolean isBetterThanNow(@Nullable PriorityVector word) {
        return word != null && word.isBetterThan(port.portPriority);
    }

    /** An agreement has come. Whether to believe it. */
    boolean believe() {
        boolean credible = areCredible();
        if (!credible) mustAskAgain = true;
        return credible;
    }

    /** Whether an agreement was not believed, and the next one will be. Answers so once. */
    boolean mustAskAgain() {
        if (!mustAskAgain || !areCredible()) return false;
        mustAskAgain = false;
        return true;
    }
}
