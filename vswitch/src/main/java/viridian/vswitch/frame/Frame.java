package viridian.vswitch.frame;

import java.lang.foreign.MemorySegment;

/**
 * An Ethernet frame, lent for the length of one call: whoever keeps it copies it.
 *
 * <p>The bytes are destination, source, type and payload, without frame check sequence and without 802.1Q tag; the tag
 * travels beside them (IEEE 802.3 section 3.2, IEEE 802.1Q section 9.6). A Frame is a view of memory that belongs to
 * the lender, who may use the same object for its next frame, so that a frame on its way makes no objects. Beside the tag
 * travels a note of the work its sender left to an adapter ({@link Unfinished}); most frames carry none.
 *
 * <p>Not safe for use by several threads: it belongs to the thread that carries it.
 */
public final class Frame {

    /** Destination, source and type: the bytes no frame can be without. */
    public static final int HEADER_BYTES = 14;

    /** The value of {@link #tag()} for a frame without 802.1Q tag. */
    public static final int UNTAGGED = -1;

    /** All stations, FF-FF-FF-FF-FF-FF. */
    public static final long BROADCAST = 0xFFFF_FFFF_FFFFL;

    /** The longest frame there is: an IP packet of 65,535 bytes that its sender left to be cut, and its header. */
    public static final int LARGEST_SEND = 0xFFFF + HEADER_BYTES;

    private static final long GROUP_BIT = 1L << 40;

    /** Of a TCP header: where its length stands, in words of four bytes, in the upper half of a byte (RFC 9293, 3.1). */
    private static final int TCP_LENGTH_AT = 12;

    private MemorySegment memory = MemorySegment.NULL;
    private long offset;
    private int length;
    private int tag = UNTAGGED;
    private long unfinished = Unfinished.NOTHING;

    /** An empty view; {@link #lend} gives it a frame to show. */
    public Frame() {}

    /** A frame of these bytes, untagged. */
    public static Frame of(byte[] bytes) {
        return new Frame().lend(MemorySegment.ofArray(bytes), 0, bytes.length, UNTAGGED);
    }

    /**
     * Shows another frame, one that nothing is left to do for.
     *
     * @param memory where the bytes are
     * @param offset of the destination address in {@code memory}, bytes
     * @param length in bytes, at least {@link #HEADER_BYTES}
     * @param tag the 802.1Q tag control information (priority 15:13, DEI 12, VLAN 11:0), or {@link #UNTAGGED}
     */
    public Frame lend(MemorySegment memory, long offset, int length, int tag) {
        if (length < HEADER_BYTES) throw new IllegalArgumentException("no frame has " + length + " bytes");
        this.memory = memory;
        this.offset = offset;
        this.length = length;
        this.tag = tag;
        this.unfinished = Unfinished.NOTHING;
        return this;
    }

    /** Shows another frame, with what its sender left to be done; see {@link Unfinished}. */
    public Frame lend(MemorySegment memory, long offset, int length, int tag, long unfinished) {
        lend(memory, offset, length, tag);
        this.unfinished = unfinished;
        return this;
    }

    public long destination() {
        return BigEndian.u64(memory, offset) >>> 16;
    }

    public long source() {
        return sourceAndType() >>> 16;
    }

    /** Source and type as one number, the type in its lower 16 bits: read at once by who needs both. */
    public long sourceAndType() {
        return BigEndian.u64(memory, offset + 6);
    }

    public int etherType() {
        return BigEndian.u16(memory, offset + 12);
    }

    /** The tag control information beside the bytes, or {@link #UNTAGGED}. */
    public int tag() {
        return tag;
    }

    /** The VLAN the tag names; 0 for an untagged or priority-tagged frame. */
    public int vlan() {
        return tag < 0 ? 0 : tag & 0xFFF;
    }

    /** Whether the destination is a multicast or broadcast address. */
    public boolean isGroup() {
        return isGroup(destination());
    }

    public static boolean isGroup(long address) {
        return (address & GROUP_BIT) != 0;
    }

    /** Changes the tag beside the bytes. Who retags a frame that was lent to it puts the old tag back before it returns. */
    public void retag(int tag) {
        this.tag = tag;
    }

    /** The memory the bytes are in; they begin at {@link #offset()}. */
    public MemorySegment memory() {
        return memory;
    }

    public long offset() {
        return offset;
    }

    /** Bytes from destination to the end of the payload, tag and check sequence not counted. */
    public int length() {
        return length;
    }

    /** What the sender left to an adapter, {@link Unfinished#NOTHING} for a frame as it can go on a wire. */
    public long unfinished() {
        return unfinished;
    }

    /** How long the frame is on a wire, without tag and check sequence: of a large send, how long its longest segment is. */
    public int wireLength() {
        return Unfinished.isLargeSend(unfinished) ? segmentLength() : length;
    }

    private int segmentLength() {
        int transport = Unfinished.transportAt(unfinished);
        if (transport + TCP_LENGTH_AT >= length) return length;
        int headers = transport + (BigEndian.u8(memory, offset + transport + TCP_LENGTH_AT) >>> 4) * 4;
        return Math.min(length, headers + Unfinished.segmentBytes(unfinished));
    }

    /** Just the frame's bytes. Makes an object: for readers off the frame path. */
    public MemorySegment bytes() {
        return memory.asSlice(offset, length);
    }

    /** Writes the bytes, not the tag, to another place. */
    public void copyTo(MemorySegment to, long at) {
        MemorySegment.copy(memory, offset, to, at, length);
    }

    /** A frame of its own, to keep. */
    public Frame copy() {
        byte[] bytes = new byte[length];
        copyTo(MemorySegment.ofArray(bytes), 0);
        Frame kept = of(bytes);
        kept.tag = tag;
        kept.unfinished = unfinished;
        return kept;
    }

    @Override
    public String toString() {
        String vlan = tag < 0 ? "" : " vlan " + vlan();
        return "%s > %s type %04x%s, %d bytes"
                .formatted(MacAddress.of(source()), MacAddress.of(destination()), etherType(), vlan, length);
    }
}
