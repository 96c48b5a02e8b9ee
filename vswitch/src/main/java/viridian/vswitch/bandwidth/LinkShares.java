package viridian.vswitch.bandwidth;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Divides one link among the flows that leave by it. There is no queue and no thread here, so it divides by dropping: a
 * flow's own part passes always, and what the others leave of the link is lent by weight.
 *
 * <p>Whoever carries a frame also looks, every ten milliseconds, at what each flow wants, and finds out what each may use.
 */
final class LinkShares {

    /** How often the link is divided anew: often enough that what one leaves is used by others before TCP notices. */
    private static final long INTERVAL_NANOS = 10_000_000;

    /** What a link may be ahead of its capacity, as time: what an adapter's own ring holds at any speed. */
    private static final double BURST_SECONDS = 0.01;

    private final double capacity;
    private final List<Flow> flows;
    private final TokenBucket link;

    private final AtomicBoolean retuning = new AtomicBoolean();
    private volatile long retunedAt;
    private volatile boolean begun;

    private final double[] weights;
    private final double[] demands;

    /** @param capacity of the link, bits per second */
    LinkShares(double capacity, List<Flow> flows) {
        this.capacity = capacity;
        this.flows = List.copyOf(flows);
        this.link = new TokenBucket(capacity, burst(capacity));
        this.weights = flows.stream().mapToDouble(Flow::weight).toArray();
        this.demands = new double[weights.length];
        for (Flow flow : flows) flow.mayUse(capacity);
    }

    static double burst(double bitsPerSecond) {
        return Math.max(Maximum.LEAST_BURST_BYTES, BURST_SECONDS * bitsPerSecond / 8);
    }

    List<Flow> flows() {
        return flows;
    }

    double capacity() {
        return capacity;
    }

    /** Whether a frame of this flow may leave; if so, its bytes are used up. */
    boolean admits(Flow flow, int bytes, long now) {
        flow.meter().offer(bytes);
        if (now - retunedAt >= INTERVAL_NANOS || !begun) retune(now);
        // What is lent is divided by what was wanted some milliseconds ago. That the link fills up above half shows
        // that
        // somebody leaves his part unused just now; without it, one tenth of a link with bursty senders was wasted.
        boolean leaves =
                flow.takeOwn(bytes, link, now) || flow.takeLent(bytes, link, now) || link.takeSpare(bytes, now);
        if (!leaves) flow.meter().drop(bytes);
        return leaves;
    }

    /** What would be done with a frame of this flow now. */
    Answer answer(Flow flow, long now) {
        if (!flow.ownIsEmpty(now)) return Answer.OWN;
        if (link.isEmpty(now)) return Answer.LINK_FULL;
        return flow.lentIsEmpty(now) && link.isHalfEmpty(now) ? Answer.SHARE_USED : Answer.LENT;
    }

    /** What becomes of a frame, and why. */
    enum Answer {
        OWN(true, "it is within its minimum"),
        LENT(true, "it is above its minimum, but the others leave room"),
        SHARE_USED(false, "it is above its minimum, and its part of what the others leave is used up"),
        LINK_FULL(false, "it is above its minimum, and the link is full");

        private final boolean leaves;
        private final String sentence;

        Answer(boolean leaves, String sentence) {
            this.leaves = leaves;
            this.sentence = sentence;
        }

        boolean leaves() {
            return leaves;
        }

        String sentence() {
            return sentence;
        }
    }

    /** One thread divides, the others go on by what held so far. */
    private void retune(long now) {
        if (!retuning.compareAndSet(false, true)) return;
        try {
            long elapsed = now - retunedAt;
            if (begun && elapsed < INTERVAL_NANOS) return;
            if (begun) divide(elapsed);
            retunedAt = now;
            begun = true;
        } finally {
            retuning.set(false);
        }
    }

    private void divide(long elapsed) {
        for (int i = 0; i < demands.length; i++) demands[i] = flows.get(i).demand(elapsed);
        double level = WaterLevel.of(capacity, weights, demands);
        for (int i = 0; i < weights.length; i++) {
            Flow flow = flows.get(i);
            flow.mayUse(Math.min(capacity, weights[i] * level));
        }
    }
}
