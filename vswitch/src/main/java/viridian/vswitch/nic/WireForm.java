package viridian.vswitch.nic;

import java.lang.foreign.MemorySegment;
import viridian.vswitch.frame.BigEndian;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.InlineTag;

/** A frame as it is on a real wire: its tag in line, and nothing shorter than Ethernet allows (IEEE 802.3 section 3.2.8). */
final class WireForm {

    /** The shortest frame without check sequence; a tag comes on top. */
    private static final int SHORTEST = 60;

    private WireForm() {}

    /** The bytes {@link #write} will need for this frame. */
    static int length(Frame frame) {
        return InlineTag.length(frame) + Math.max(0, SHORTEST - frame.length());
    }

    /** Puts a frame, with its tag and padded with zeros, at the beginning of this memory. */
    static void write(Frame frame, MemorySegment to) {
        write(frame, to, 0);
    }

    /** Puts a frame, with its tag and padded with zeros, at this place in memory; returns the bytes that takes. */
    static int write(Frame frame, MemorySegment to, long at) {
        int length = length(frame);
        for (int end = InlineTag.write(frame, to, at); end < length; end++) BigEndian.putU8(to, at + end, 0);
        return length;
    }

    /**
     * Shows the frame in these bytes. A tag is taken out by moving the addresses over it, so the bytes change.
     *
     * @return false if there are too few bytes for a frame
     */
    static boolean read(byte[] bytes, Frame view) {
        return InlineTag.lend(view, MemorySegment.ofArray(bytes), 0, bytes.length);
    }
}
