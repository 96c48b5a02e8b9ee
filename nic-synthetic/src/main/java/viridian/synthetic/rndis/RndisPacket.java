package viridian.synthetic.rndis;

import static viridian.partitions.LittleEndian.i32;
import static viridian.partitions.LittleEndian.i64;
import static viridian.partitions.LittleEndian.putI32;
import static viridian.partitions.LittleEndian.putI64;
import static viridian.partitions.LittleEndian.u32;

import java.lang.foreign.MemorySegment;
import viridian.vswitch.frame.Frame;

/**
 * An RNDIS_PACKET_MSG, the envelope of a frame ([MS-RNDIS] section 2.2.14): a head of 44 bytes, per-packet information
 * such as the 802.1Q tag, then the frame without tag and check sequence.
 *
 * <p>An object of this class is a reader of one envelope after another, so that a frame on its way makes no objects. What
 * is read must lie in private memory, for it is judged where it lies; the frame itself is not looked at.
 */
public final class RndisPacket {

    public static final int TYPE = 1;

    /** Bytes ahead of the per-packet information. */
    public static final int HEAD_BYTES = 44;

    /** Bytes of the one piece of information written here, the 802.1Q tag. */
    public static final int TAG_BYTES = 16;

    private static final int MESSAGE_LENGTH = 4;
    private static final int DATA_OFFSET = 8; // what it holds counts from here, not from the start
    private static final int DATA_LENGTH = 12;
    private static final int OUT_OF_BAND_OFFSET = 16;
    private static final int OUT_OF_BAND_COUNT = 24;
    private static final int INFO_OFFSET = 28;
    private static final int INFO_LENGTH = 32;
    private static final int VC_HANDLE = 36;

    private static final int INFO_HEAD_BYTES = 12;
    private static final int INFO_CHECKSUM = 0;
    private static final int INFO_LARGE_SEND = 2;
    private static final int INFO_TAG = 6;

    /** TCP, UDP and IP header checksums to be filled in: NDIS_TCP_IP_CHECKSUM_PACKET_INFO. */
    private static final int CHECKSUM_WORK = 1 << 2 | 1 << 3 | 1 << 4;

    private int bytes;
    private int dataAt;
    private int dataBytes;
    private int tag;
    private boolean wantsWork;

    /** A reader that has read nothing yet. */
    public RndisPacket() {}

    /** Bytes ahead of a frame of this tag when nothing is left free between. */
    public static int headBytes(int tag) {
        return tag == Frame.UNTAGGED ? HEAD_BYTES : HEAD_BYTES + TAG_BYTES;
    }

    /**
     * Writes what stands ahead of a frame.
     *
     * @param bytes of the whole message
     * @param dataAt where the frame begins, from the start of the message; at least {@link #headBytes}
     * @param dataBytes of the frame
     * @param tag of the frame, or {@link Frame#UNTAGGED}
     */
    public static void writeHead(MemorySegment to, long at, int bytes, int dataAt, int dataBytes, int tag) {
        putI32(to, at, TYPE);
        putI32(to, at + MESSAGE_LENGTH, bytes);
        putI32(to, at + DATA_OFFSET, dataAt - DATA_OFFSET);
        putI32(to, at + DATA_LENGTH, dataBytes);
        putI64(to, at + OUT_OF_BAND_OFFSET, 0);
        putI32(to, at + OUT_OF_BAND_COUNT, 0);
        putI32(to, at + INFO_OFFSET, tag == Frame.UNTAGGED ? 0 : HEAD_BYTES - DATA_OFFSET);
        putI32(to, at + INFO_LENGTH, tag == Frame.UNTAGGED ? 0 : TAG_BYTES);
        putI64(to, at + VC_HANDLE, 0);
        if (tag != Frame.UNTAGGED) writeTag(to, at + HEAD_BYTES, tag);
    }

    private static void writeTag(MemorySegment to, long at, int tag) {
        putI32(to, at, TAG_BYTES);
        putI32(to, at + 4, INFO_TAG);
        putI32(to, at + 8, INFO_HEAD_BYTES);
        putI32(to, at + INFO_HEAD_BYTES, toInfo(tag));
    }

    /** NDIS_NET_BUFFER_LIST_8021Q_INFO: priority in bits 0-2, CFI in 3, VLAN in 4-15; a tag has them the other way. */
    private static int toInfo(int tag) {
        return (tag >>> 13 & 0x7) | (tag >>> 9 & 0x8) | (tag & 0xFFF) << 4;
    }

    private static int toTag(int info) {
        return (info & 0x7) << 13 | (info & 0x8) << 9 | (info >>> 4 & 0xFFF);
    }

    /**
     * Reads the envelope that begins at {@code at}.
     *
     * @param copied bytes from there on that are in {@code in}: head and per-packet information must be among them
     * @param available bytes there are where it was copied from
     * @return false if it breaks a rule; then nothing of it may be used
     */
    public boolean read(MemorySegment in, long at, long copied, long available) {
        if (copied < HEAD_BYTES || i32(in, at) != TYPE) return false;
        long length = u32(in, at + MESSAGE_LENGTH);
        if (length < HEAD_BYTES || length > available) return false;
        bytes = (int) length;
        return !isOutOfBand(in, at) && readData(in, at) && readInfo(in, at, Math.min(copied, bytes));
    }

    private static boolean isOutOfBand(MemorySegment in, long at) {
        return (i64(in, at + OUT_OF_BAND_OFFSET) | i32(in, at + OUT_OF_BAND_COUNT) | i32(in, at + VC_HANDLE)) != 0;
    }

    private boolean readData(MemorySegment in, long at) {
        long from = u32(in, at + DATA_OFFSET) + DATA_OFFSET;
        long length = u32(in, at + DATA_LENGTH);
        if (from < HEAD_BYTES || from > bytes || length > bytes - from) return false;
        dataAt = (int) from;
        dataBytes = (int) length;
        return length >= Frame.HEADER_BYTES;
    }

    private boolean readInfo(MemorySegment in, long at, long readable) {
        tag = Frame.UNTAGGED;
        wantsWork = false;
        long length = u32(in, at + INFO_LENGTH);
        if (length == 0) return true;
        long from = u32(in, at + INFO_OFFSET) + DATA_OFFSET;
        if (from < HEAD_BYTES || from > readable || length > readable - from) return false;
        long end = at + from + length;
        for (long entry = at + from; entry < end; entry += u32(in, entry)) {
            if (!readEntry(in, entry, end - entry)) return false;
        }
        return true;
    }

    /** An entry is its size, its type, where in it its value is, and the value. */
    private boolean readEntry(MemorySegment in, long at, long available) {
        if (available < INFO_HEAD_BYTES) return false;
        long size = u32(in, at);
        if (size < INFO_HEAD_BYTES || size > available) return false;
        long valueAt = u32(in, at + 8);
        if (valueAt < INFO_HEAD_BYTES || valueAt > size - 4) return isUnknown(i32(in, at + 4));
        take(i32(in, at + 4), i32(in, at + valueAt));
        return true;
    }

    private static boolean isUnknown(int type) {
        return type != INFO_CHECKSUM && type != INFO_LARGE_SEND && type != INFO_TAG;
    }

    private void take(int type, int value) {
        switch (type) {
            case INFO_CHECKSUM -> wantsWork |= (value & CHECKSUM_WORK) != 0;
            case INFO_LARGE_SEND -> wantsWork = true;
            case INFO_TAG -> tag = toTag(value);
            default -> {} // not for us
        }
    }

    /** Bytes of the whole message. */
    public int bytes() {
        return bytes;
    }

    /** Where the frame begins, from the start of the message. */
    public int dataAt() {
        return dataAt;
    }

    /** Bytes of the frame. */
    public int dataBytes() {
        return dataBytes;
    }

    /** The frame's 802.1Q tag, or {@link Frame#UNTAGGED}. */
    public int tag() {
        return tag;
    }

    /** Of a guest's packet: whether a checksum is left to be filled in or the frame to be cut. */
    public boolean wantsWork() {
        return wantsWork;
    }
}
