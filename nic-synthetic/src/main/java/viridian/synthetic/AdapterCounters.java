package viridian.synthetic;

import java.util.concurrent.atomic.LongAdder;

/**
 * What went through one half of a synthetic adapter since it was made, in frames. Received is what came from the other
 * half over the bus, sent is what went to it.
 *
 * <p>May be read by any thread at any time; the sums are exact once the adapter rests.
 */
public final class AdapterCounters {

    private final LongAdder received = new LongAdder();
    private final LongAdder sent = new LongAdder();
    private final LongAdder droppedReceiving = new LongAdder();
    private final LongAdder droppedSending = new LongAdder();
    private final LongAdder filtered = new LongAdder();

    /** Counters at zero. */
    public AdapterCounters() {}

    /** Frames that came over the bus and were handed on. */
    public long received() {
        return received.sum();
    }

    /** Frames taken to be put on the bus. */
    public long sent() {
        return sent.sum();
    }

    /** Frames that came over the bus and were not handed on: malformed, too long, or nobody there to take them. */
    public long droppedReceiving() {
        return droppedReceiving.sum();
    }

    /** Frames not taken, for want of room or of a running adapter. */
    public long droppedSending() {
        return droppedSending.sum();
    }

    /** Frames the other half has not asked for by its packet filter: taken and forgotten, as any adapter does. */
    public long filtered() {
        return filtered.sum();
    }

    /** Counts a frame handed on. */
    public void countReceived() {
        received.increment();
    }

    /** Counts a frame taken. */
    public void countSent() {
        sent.increment();
    }

    /** Counts a frame lost on its way in. */
    public void countDroppedReceiving() {
        droppedReceiving.increment();
    }

    /** Counts frames lost on their way out. */
    public void countDroppedSending(int frames) {
        droppedSending.add(frames);
    }

    /** Counts a frame nobody asked for. */
    public void countFiltered() {
        filtered.increment();
    }
}
