package viridian.emulated.device;

import org.jspecify.annotations.Nullable;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameSink;
import viridian.vswitch.frame.InlineTag;
import viridian.vswitch.nic.FrameRing;

/**
 * Frames before the adapter that wait until its driver has given it descriptors: a wire brings frames one after the other, a
 * switch in memory a whole window of TCP at once. Guarded by the adapter's lock.
 *
 * <p>It empties into the adapter whenever that is touched, by the guest or by a frame, and after a while by itself.
 */
final class Backlog {

    private static final long PATIENCE_NANOS = 1_000_000; // our choice: a driver that is alive touches it sooner
    private static final int LONGEST = Dec21140.MAX_FRAME + InlineTag.BYTES;

    private final @Nullable FrameRing frames;
    private final ReceiveProcess receive;
    private final Oscillator oscillator;
    private final Runnable later;
    private boolean armed;

    /**
     * @param capacity frames, 0 for a backlog that holds none
     * @param later calls {@link #drainTo} with the adapter's lock held
     */
    Backlog(int capacity, ReceiveProcess receive, Oscillator oscillator, Runnable later) {
        this.frames = capacity == 0 ? null : new FrameRing(capacity, LONGEST);
        this.receive = receive;
        this.oscillator = oscillator;
        this.later = later;
    }

    /** Takes a frame that has to wait; false if it need not, or cannot. */
    boolean takes(Frame frame) {
        if (frames == null || (frames.isEmpty() && !receive.isOverrun(InlineTag.length(frame)))) return false;
        if (!frames.offer(frame)) return false;
        arm();
        return true;
    }

    boolean isEmpty() {
        return frames == null || frames.isEmpty();
    }

    private void arm() {
        if (armed) return;
        armed = true;
        oscillator.after(PATIENCE_NANOS, later);
    }

    /** Hands over what there is room for. */
    void drainTo(FrameSink adapter) {
        if (frames == null) return;
        while (!frames.isEmpty() && !receive.isOverrun(frames.nextLength())) frames.drainTo(adapter, 1);
    }

    /** The same, when nobody has touched the adapter for a while. */
    void drainAfterAWhileTo(FrameSink adapter) {
        armed = false;
        drainTo(adapter);
        if (!isEmpty()) arm();
    }
}
