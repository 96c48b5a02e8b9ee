package viridian.synthetic;

import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What went through one half of a synthetic adapter since it was made, or through one of its channels. Received is what
 * came from the other half over the bus, sent is what went to it. What it cost in packets and signals stands in the
 * counters of the channel itself.
 *
 * <p>May be read by any thread at any time; the sums are exact once the adapter rests.
 */
public final class AdapterCounters {

    private final @Nullable AdapterCounters whole;
    private final LongAdder received = new LongAdder();
    private final LongAdder receivedBytes = new LongAdder();
    private final LongAdder sent = new LongAdder();
    private final LongAdder sentBytes = new LongAdder();
    private final LongAdder droppedReceiving = new LongAdder();
    private final LongAdder droppedSending = new LongAdder();
    private final LongAdder filtered = new LongAdder();
    private final LongAdder copies = new LongAdder();
    private final LongAdder copiedBytes = new LongAdder();
    private final LongAdder completions = new LongAdder();
    private final LongAdder unknownCompletions = new LongAdder();
    private final LongAdder finished = new LongAdder();
    private final LongAdder joined = new LongAdder();

    /** Counters at zero. */
    public AdapterCounters() {
        whole = null;
    }

    /** Counters of a channel, at zero; what they count is counted of the whole adapter too. */
    public AdapterCounters(AdapterCounters whole) {
        this.whole = whole;
    }

    /** Frames that came over the bus and were handed on. */
    public long received() {
        return received.sum();
    }

    /** Bytes of those frames, as far as they were counted. */
    public long receivedBytes() {
        return receivedBytes.sum();
    }

    /** Frames taken to be put on the bus. */
    public long sent() {
        return sent.sum();
    }

    /** Bytes of those frames, as far as they were counted. */
    public long sentBytes() {
        return sentBytes.sum();
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

    /** How often a frame, or a part of one, was copied in this half. */
    public long copies() {
        return copies.sum();
    }

    /** Bytes of frames copied in this half. */
    public long copiedBytes() {
        return copiedBytes.sum();
    }

    /** Packets of the other half that this half has said it is done with. */
    public long completions() {
        return completions.sum();
    }

    /** Completions of packets there were not: ignored. */
    public long unknownCompletions() {
        return unknownCompletions.sum();
    }

    /** Frames whose checksums were filled in or that were cut in software, because the other half does not do it. */
    public long finished() {
        return finished.sum();
    }

    /** Frames that came in several parts and were put together. */
    public long joined() {
        return joined.sum();
    }

    /** Counts a frame handed on. */
    public void countReceived() {
        received.increment();
    }

    /** Counts frames handed on, and their bytes. */
    public void countReceived(int frames, long bytes) {
        received.add(frames);
        receivedBytes.add(bytes);
        if (whole != null) whole.countReceived(frames, bytes);
    }

    /** Counts a frame taken. */
    public void countSent() {
        sent.increment();
    }

    /** Counts frames taken, each of which was copied once, and their bytes. */
    public void countSent(int frames, long bytes) {
        sent.add(frames);
        sentBytes.add(bytes);
        copies.add(frames);
        copiedBytes.add(bytes);
        if (whole != null) whole.countSent(frames, bytes);
    }

    /** Counts copies of a frame, or of parts of it, that the counts of frames do not stand for. */
    public void countCopies(int copies, long bytes) {
        this.copies.add(copies);
        copiedBytes.add(bytes);
        if (whole != null) whole.countCopies(copies, bytes);
    }

    /** Counts a frame lost on its way in. */
    public void countDroppedReceiving() {
        countDroppedReceiving(1);
    }

    /** Counts frames lost on their way in. */
    public void countDroppedReceiving(int frames) {
        droppedReceiving.add(frames);
        if (whole != null) whole.countDroppedReceiving(frames);
    }

    /** Counts frames lost on their way out. */
    public void countDroppedSending(int frames) {
        droppedSending.add(frames);
        if (whole != null) whole.countDroppedSending(frames);
    }

    /** Counts a frame nobody asked for. */
    public void countFiltered() {
        filtered.increment();
    }

    /** Counts a packet of the other half that is done with. */
    public void countCompletion() {
        completions.increment();
        if (whole != null) whole.countCompletion();
    }

    /** Counts a completion of nothing. */
    public void countUnknownCompletion() {
        unknownCompletions.increment();
        if (whole != null) whole.countUnknownCompletion();
    }

    /** Counts a frame finished in software. */
    public void countFinished() {
        finished.increment();
        if (whole != null) whole.countFinished();
    }

    /** Counts a frame that was put together, which took a copy of all its bytes. */
    public void countJoined(long bytes) {
        joined.increment();
        copies.increment();
        copiedBytes.add(bytes);
        if (whole != null) whole.countJoined(bytes);
    }
}
