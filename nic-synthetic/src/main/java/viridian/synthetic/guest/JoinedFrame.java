package viridian.synthetic.guest;

import java.lang.foreign.MemorySegment;
import viridian.synthetic.rndis.PacketId;
import viridian.vswitch.frame.Frame;

/**
 * A frame that comes in several suballocations of one packet, put together in memory of its own (Linux {@code
 * drivers/net/hyperv/rndis_filter.c}, {@code rsc_add_data}). Bounded by the longest frame there can be; a part out of
 * place ends it.
 */
final class JoinedFrame {

    private final MemorySegment bytes = MemorySegment.ofArray(new byte[Frame.LARGEST_SEND]);
    private int number;
    private int length;
    private int tag;
    private boolean isBegun;
    private boolean isWhole;

    JoinedFrame() {}

    /** Whether a packet's word says that this is a part of a frame, rather than a whole one. */
    static boolean isPart(int word) {
        return PacketId.isKnown(word) && (PacketId.flags(word) & PacketId.IN_PARTS) != 0;
    }

    /** Forgets what there is: the rest will not come any more. Whether there was something. */
    boolean abandon() {
        boolean wasBegun = isBegun;
        isBegun = false;
        isWhole = false;
        return wasBegun;
    }

    /**
     * Adds a part.
     *
     * @param word its {@link PacketId}
     * @param tag beside it; that of the first part counts
     * @return false if it is out of place or too much: then nothing is left of the frame
     */
    boolean add(int word, MemorySegment from, long at, int count, int tag) {
        int flags = PacketId.flags(word);
        if ((flags & PacketId.FIRST) != 0) {
            begin(PacketId.number(word), tag);
        } else if (!isBegun || number != PacketId.number(word)) {
            abandon();
            return false;
        }
        if (count > bytes.byteSize() - length) {
            abandon();
            return false;
        }
        MemorySegment.copy(from, at, bytes, length, count);
        length += count;
        isWhole = (flags & PacketId.LAST) != 0;
        return true;
    }

    private void begin(int number, int tag) {
        this.number = number;
        this.tag = tag;
        length = 0;
        isBegun = true;
        isWhole = false;
    }

    /** Whether the last part was added. */
    boolean isWhole() {
        return isWhole;
    }

    MemorySegment bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    int tag() {
        return tag;
    }
}
