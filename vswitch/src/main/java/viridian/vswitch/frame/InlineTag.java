package viridian.vswitch.frame;

import java.lang.foreign.MemorySegment;

/**
 * The 802.1Q tag between source address and type, as wires, capture files and adapters that know no better have it, and
 * beside the bytes, as a {@link Frame} has it (IEEE 802.1Q section 9.6). Only the outermost tag with type 0x8100 counts; a
 * service tag (0x88A8) is payload.
 */
public final class InlineTag {

    /** Bytes a tag adds to a frame. */
    public static final int BYTES = 4;

    private static final int TYPE = 0x8100;

    /** Destination and source; the tag stands behind them. */
    private static final int ADDRESSES_BYTES = 12;

    private InlineTag() {}

    /** How long a frame is with its tag in line, bytes. */
    public static int length(Frame frame) {
        return frame.tag() == Frame.UNTAGGED ? frame.length() : frame.length() + BYTES;
    }

    /** Writes a frame with its tag in line; returns the bytes that takes. */
    public static int write(Frame frame, MemorySegment to, long at) {
        if (frame.tag() == Frame.UNTAGGED) {
            frame.copyTo(to, at);
            return frame.length();
        }
        MemorySegment from = frame.memory();
        MemorySegment.copy(from, frame.offset(), to, at, ADDRESSES_BYTES);
        BigEndian.putU16(to, at + ADDRESSES_BYTES, TYPE);
        BigEndian.putU16(to, at + ADDRESSES_BYTES + 2, frame.tag());
        int rest = frame.length() - ADDRESSES_BYTES;
        MemorySegment.copy(from, frame.offset() + ADDRESSES_BYTES, to, at + ADDRESSES_BYTES + BYTES, rest);
        return frame.length() + BYTES;
    }

    /**
     * Shows bytes with a tag in line as a frame with the tag beside: the addresses move up to where the tag was.
     *
     * @return false, and the view is as before, if there are too few bytes for a frame
     */
    public static boolean lend(Frame view, MemorySegment memory, long at, int length) {
        if (length < Frame.HEADER_BYTES) return false;
        if (BigEndian.u16(memory, at + ADDRESSES_BYTES) != TYPE) {
            view.lend(memory, at, length, Frame.UNTAGGED);
            return true;
        }
        if (length < Frame.HEADER_BYTES + BYTES) return false;
        int tag = BigEndian.u16(memory, at + ADDRESSES_BYTES + 2);
        MemorySegment.copy(memory, at, memory, at + BYTES, ADDRESSES_BYTES);
        view.lend(memory, at + BYTES, length - BYTES, tag);
        return true;
    }
}
