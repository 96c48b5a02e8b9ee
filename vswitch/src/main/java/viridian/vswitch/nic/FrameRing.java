package viridian.vswitch.nic;

import java.lang.foreign.MemorySegment;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameSink;

/**
 * A bounded ring of copied frames: what an adapter keeps between its two sides. Any thread may put frames in; one
 * thread at a time takes them out. All memory is taken at the start, so that frames passing through make no objects.
 */
public final class FrameRing {

    private final int slots;
    private final int maxFrame;
    private final MemorySegment memory;
    private final int[] lengths;
    private final int[] tags;

    /** Shown to the sink for one frame after the other; touched by the taking side only. */
    private final Frame lent = new Frame();

    /** Frames ever put in, and ever taken out. Their difference is what the ring holds. */
    private volatile long put;

    private volatile long taken;

    /**
     * @param slots how many frames fit, whatever their length
     * @param maxFrame the longest frame that fits, bytes without tag
     */
    public FrameRing(int slots, int maxFrame) {
        this.slots = slots;
        this.maxFrame = maxFrame;
        this.memory = MemorySegment.ofArray(new byte[Math.multiplyExact(slots, maxFrame)]);
        this.lengths = new int[slots];
        this.tags = new int[slots];
    }

    /**
     * Copies a frame in, behind those already there.
     *
     * @return false if the ring is full or the frame too long: then nothing was kept
     */
    public synchronized boolean offer(Frame frame) {
        long at = put;
        if (at - taken == slots || frame.length() > maxFrame) return false;
        int slot = (int) (at % slots);
        frame.copyTo(memory, (long) slot * maxFrame);
        lengths[slot] = frame.length();
        tags[slot] = frame.tag();
        put = at + 1;
        return true;
    }

    /**
     * Hands frames out, oldest first, each lent for the call; a slot is free again when the sink returns. Does not flush
     * the sink. One thread at a time.
     *
     * @return how many were handed out, at most {@code limit}
     */
    public int drainTo(FrameSink sink, int limit) {
        long at = taken;
        long end = Math.min(put, at + limit);
        int count = (int) (end - at);
        for (; at < end; at++) {
            int slot = (int) (at % slots);
            sink.accept(lent.lend(memory, (long) slot * maxFrame, lengths[slot], tags[slot]));
            taken = at + 1;
        }
        return count;
    }

    public boolean isEmpty() {
        return put == taken;
    }

    /** Bytes of the oldest frame, without tag; for the taking side, and only of a ring that is not empty. */
    public int nextLength() {
        return lengths[(int) (taken % slots)];
    }

    /** How many frames fit. */
    public int slots() {
        return slots;
    }
}
