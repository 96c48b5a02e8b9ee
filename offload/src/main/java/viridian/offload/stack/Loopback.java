package viridian.offload.stack;

import org.jspecify.annotations.Nullable;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameSink;
import viridian.vswitch.nic.FrameRing;

/** What a host says to its own address on one interface: it never comes to the link (RFC 1122 section 3.3.1.1). */
final class Loopback {

    private static final int FRAMES = 64; // our choice: the longest datagram in fragments of 1500 bytes

    private final int maxFrame;
    private final FrameSink receiver;
    private @Nullable FrameRing frames; // only a host that speaks to itself needs the memory
    private boolean speaks;

    Loopback(int maxFrame, FrameSink receiver) {
        this.maxFrame = maxFrame;
        this.receiver = receiver;
    }

    /** Keeps a copy of a frame to be heard; false if it is lost for want of room. */
    boolean say(Frame frame) {
        if (frames == null) frames = new FrameRing(FRAMES, maxFrame);
        return frames.offer(frame);
    }

    /** Whether something has not been heard yet. */
    boolean isPending() {
        return frames != null && !frames.isEmpty();
    }

    /** Hands over what was said so far, but not what is said to that; false if there was nothing. */
    boolean hear() {
        if (frames == null) return false;
        speaks = true;
        int heard = frames.drainTo(receiver, FRAMES);
        speaks = false;
        return heard > 0;
    }

    /** Whether what arrives just now is the host's own. */
    boolean speaks() {
        return speaks;
    }
}
