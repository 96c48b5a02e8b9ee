package viridian.vswitch.capture;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The frames that passed, in memory, for checks to ask: a check takes a {@link #mark} before and after what it watches,
 * and asks for what is {@link #between}. Keeps the newest records up to a limit. Safe for several threads.
 */
public final class FrameLog {

    private final int limit;
    private final Deque<FrameRecord> records = new ArrayDeque<>();
    private long added;

    /** @param limit how many records are kept; 0 for a capture that nobody asks afterwards */
    public FrameLog(int limit) {
        this.limit = limit;
    }

    synchronized void add(FrameRecord seen) {
        records.addLast(seen);
        if (records.size() > limit) records.removeFirst();
        added++;
    }

    /** This moment: how many records there have been so far. */
    public synchronized long mark() {
        return added;
    }

    /**
     * What was recorded from one mark to another, oldest first.
     *
     * @throws IllegalStateException if some of it is no longer kept, so that nobody concludes from what is left
     */
    public synchronized List<FrameRecord> between(long from, long to) {
        long oldest = added - records.size();
        if (from < oldest) {
            throw new IllegalStateException("of frames %d to %d the first %d are no longer kept"
                    .formatted(from, to, Math.min(to, oldest) - from));
        }
        return records.stream().skip(from - oldest).limit(to - from).toList();
    }

    /** What was recorded since a mark, oldest first; as {@link #between} to this moment. */
    public synchronized List<FrameRecord> since(long mark) {
        return between(mark, added);
    }
}
