package viridian.offload.task;

import java.util.concurrent.atomic.LongAdder;

/** What was done to arriving frames. Counted by the adapter's thread, read by any. */
public final class FinishingCounters {

    private final LongAdder finished = new LongAdder();
    private final LongAdder cut = new LongAdder();
    private final LongAdder refused = new LongAdder();

    /** Counters at zero. */
    public FinishingCounters() {}

    /** Frames whose TCP or UDP checksum was completed. */
    public long finished() {
        return finished.sum();
    }

    /** Large sends that were cut into segments. */
    public long cut() {
        return cut.sum();
    }

    /** Frames that could not be finished, and went nowhere: longer than the link carries and no large send, or not what their note says. */
    public long refused() {
        return refused.sum();
    }

    void countFinished() {
        finished.increment();
    }

    void countCut() {
        cut.increment();
    }

    void countRefused() {
        refused.increment();
    }
}
