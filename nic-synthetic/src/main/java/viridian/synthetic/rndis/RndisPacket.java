package viridian.synthetic.rndis;

import static viridian.partitions.LittleEndian.i32;
import static viridian.partitions.LittleEndian.i64;
import static viridian.partitions.LittleEndian.putI32;
import static viridian.partitions.LittleEndian.putI64;
import static viridian.partitions.LittleEndian.u32;

import java.lang.foreign.MemorySegment;
import viridian.vswitch.frame.Frame;

/**
 * An RNDIS_PACKET_MSG, the envelope of a frame ([MS-RNDIS] section 2.2.14): a head of 44 bytes, {@link PacketInfo} such
 * as the 802.1Q tag, then the frame without tag and check sequence.
 *
 * <p>An object of this class is a reader of one envelope after another, so that a frame on its way makes no objects. What
 * is read must lie in private memory, for it is judged where it lies; the frame itself is not looked at.
 */
public final class RndisPacket {

    public static final int TYPE = 1;

    /** Bytes ahead of the per-packet information. */
    public static final int HEAD_BYTES = 44;

    /** Bytes of the information about an 802.1Q tag. */
    public static final int TAG_BYTES = PacketInfo.ENTRY_BYTES;

    private static final int MESSAGE_LENGTH = 4;
    private static final int DATA_OFFSET = 8; // what it holds counts from here, not from the start
    private static final int DATA_LENGTH = 12;
    private static final int OUT_OF_BAND_OFFSET = 16;
    private static final int OUT_OF_BAND_COUNT = 24;
    private static final int INFO_OFFSET = 28;
    private static final int INFO_LENGTH = 32;
    private static final int VC_HANDLE = 36;
    private static final int RESERVED = 40;

    private final PacketInfo info = new PacketInfo();
    private int bytes;
    private int dataAt;
    private int dataBytes;

    /** A reader that has read nothing yet. */
    public RndisPacket() {}

    /** Bytes ahead of a frame of which this is to be said, when nothing is left free between. */
    public static int headBytes(PacketInfo info) {
        return HEAD_BYTES + info.bytes();
    }

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
        writeFields(to, at, bytes, dataAt, dataBytes, headBytes(tag) - HEAD_BYTES);
        if (tag != Frame.UNTAGGED) PacketInfo.writeTag(to, at + HEAD_BYTES, tag);
    }

    /** Writes what stands ahead of a frame, with all that is to be said of it. */
    public static void writeHead(MemorySegment to, long at, int bytes, int dataAt, int dataBytes, PacketInfo info) {
        writeFields(to, at, bytes, dataAt, dataBytes, info.bytes());
        info.write(to, at + HEAD_BYTES);
    }

    private static void writeFields(MemorySegment to, long at, int bytes, int dataAt, int dataBytes, int infoBytes) {
        // Two fields at a time: a check of every access costs more than the access.
        putI64(to, at, TYPE | (long) bytes << 32);
        putI64(to, at + DATA_OFFSET, dataAt - DATA_OFFSET | (long) dataBytes << 32);
        putI64(to, at + OUT_OF_BAND_OFFSET, 0);
        putI64(to, at + OUT_OF_BAND_COUNT, infoBytes == 0 ? 0 : (long) (HEAD_BYTES - DATA_OFFSET) << 32);
        putI64(to, at + INFO_LENGTH, infoBytes);
        putI32(to, at + RESERVED, 0);
    }

    /**
     * Reads the envelope that begins at {@code at}.
     *
     * @param copied bytes from there on that are in {@code in}: head and per-packet information must be among them
     * @param available bytes there are where it was copied from
     * @return false if it breaks a rule; then nothing of it may be used
     */
    public boolean read(MemorySegment in, long at, long copied, long available) {
        return readPart(in, at, copied, available) && dataBytes >= Frame.HEADER_BYTES;
    }

    /** As {@link #read}, of what may also be a later part of a frame ({@link PacketId}) and then of any length. */
    public boolean readPart(MemorySegment in, long at, long copied, long available) {
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
        return true;
    }

    private boolean readInfo(MemorySegment in, long at, long readable) {
        info.clear();
        long length = u32(in, at + INFO_LENGTH);
        if (length == 0) return true;
        long from = u32(in, at + INFO_OFFSET) + DATA_OFFSET;
        if (from < HEAD_BYTES || from > readable || length > readable - from) return false;
        return info.read(in, at + from, length);
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

    /** What stands beside the frame. */
    public PacketInfo info() {
        return info;
    }

    /** The frame's 802.1Q tag, or {@link Frame#UNTAGGED}. */
    public int tag() {
        return info.tag();
    }

    /** Of a guest's packet: whether a checksum is left to be filled in or the frame to be cut. */
    public boolean wantsWork() {
        int work = ChecksumInfo.TCP | ChecksumInfo.UDP | ChecksumInfo.IP_HEADER;
        return info.hasLargeSend() || (info.hasChecksum() && (info.checksum() & work) != 0);
    }
}
