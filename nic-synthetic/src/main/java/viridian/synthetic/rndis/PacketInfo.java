package viridian.synthetic.rndis;

import static viridian.partitions.LittleEndian.i32;
import static viridian.partitions.LittleEndian.putI32;
import static viridian.partitions.LittleEndian.u32;

import java.lang.foreign.MemorySegment;
import viridian.vswitch.frame.Frame;

/**
 * What stands beside a frame in its envelope, the per-packet information ([MS-RNDIS] section 2.2.14, Linux {@code
 * drivers/net/hyperv/hyperv_net.h}, {@code struct rndis_per_packet_info}): a list of entries, each its size, its type,
 * where in it its value begins, and the value, of four bytes for every kind known here.
 *
 * <p>One object shows one list after the other, so that a frame on its way makes no objects. What each word means say
 * {@link ChecksumInfo}, {@link LargeSendInfo} and {@link PacketId}.
 */
public final class PacketInfo {

    /** Bytes an entry takes. */
    public static final int ENTRY_BYTES = 16;

    /** Bytes that all kinds of entries known here take together. */
    public static final int MAX_BYTES = 6 * ENTRY_BYTES;

    private static final int TYPE_CHECKSUM = 0;
    private static final int TYPE_LARGE_SEND = 2;
    private static final int TYPE_TAG = 6;
    private static final int TYPE_HASH = 8;
    private static final int TYPE_HASH_INFO = 9;

    /** The top bit marks types that stay between host and guest, which have numbers of their own. */
    private static final int TYPE_PACKET_ID = 0x8000_0001;

    private static final int ENTRY_HEAD_BYTES = 12;

    private static final int HAS_CHECKSUM = 1;
    private static final int HAS_LARGE_SEND = 1 << 1;
    private static final int HAS_TAG = 1 << 2;
    private static final int HAS_HASH = 1 << 3;
    private static final int HAS_HASH_INFO = 1 << 4;
    private static final int HAS_PACKET_ID = 1 << 5;

    private int present;
    private int checksum;
    private int largeSend;
    private int tag = Frame.UNTAGGED;
    private int hash;
    private int hashInfo;
    private int packetId;

    /** An empty list. */
    public PacketInfo() {}

    /** Makes the list empty. */
    public PacketInfo clear() {
        present = 0;
        tag = Frame.UNTAGGED;
        return this;
    }

    /** Bytes the list takes. */
    public int bytes() {
        return Integer.bitCount(present) * ENTRY_BYTES;
    }

    public boolean hasChecksum() {
        return (present & HAS_CHECKSUM) != 0;
    }

    /** The word of {@link ChecksumInfo}; counts if {@link #hasChecksum}. */
    public int checksum() {
        return checksum;
    }

    public PacketInfo putChecksum(int word) {
        present |= HAS_CHECKSUM;
        checksum = word;
        return this;
    }

    public boolean hasLargeSend() {
        return (present & HAS_LARGE_SEND) != 0;
    }

    /** The word of {@link LargeSendInfo}; counts if {@link #hasLargeSend}. */
    public int largeSend() {
        return largeSend;
    }

    public PacketInfo putLargeSend(int word) {
        present |= HAS_LARGE_SEND;
        largeSend = word;
        return this;
    }

    /** The frame's 802.1Q tag, or {@link Frame#UNTAGGED}. */
    public int tag() {
        return tag;
    }

    /** Puts a tag, none if it is {@link Frame#UNTAGGED}. */
    public PacketInfo putTag(int tag) {
        present = tag == Frame.UNTAGGED ? present & ~HAS_TAG : present | HAS_TAG;
        this.tag = tag;
        return this;
    }

    public boolean hasHash() {
        return (present & HAS_HASH) != 0;
    }

    /** The flow's hash; counts if {@link #hasHash}. */
    public int hash() {
        return hash;
    }

    public PacketInfo putHash(int hash) {
        present |= HAS_HASH;
        this.hash = hash;
        return this;
    }

    public boolean hasHashInfo() {
        return (present & HAS_HASH_INFO) != 0;
    }

    /** Over which fields the hash is, a flag of {@link viridian.synthetic.rss.HashTypes}; counts if {@link #hasHashInfo}. */
    public int hashInfo() {
        return hashInfo;
    }

    public PacketInfo putHashInfo(int hashInfo) {
        present |= HAS_HASH_INFO;
        this.hashInfo = hashInfo;
        return this;
    }

    public boolean hasPacketId() {
        return (present & HAS_PACKET_ID) != 0;
    }

    /** The word of {@link PacketId}; counts if {@link #hasPacketId}. */
    public int packetId() {
        return packetId;
    }

    public PacketInfo putPacketId(int word) {
        present |= HAS_PACKET_ID;
        packetId = word;
        return this;
    }

    /** Writes the list, {@link #bytes} long, in the order Linux has it. */
    public void write(MemorySegment to, long at) {
        long next = at;
        if (hasHash()) next = writeEntry(to, next, TYPE_HASH, hash);
        if (hasHashInfo()) next = writeEntry(to, next, TYPE_HASH_INFO, hashInfo);
        if (tag != Frame.UNTAGGED) next = writeEntry(to, next, TYPE_TAG, toInfo(tag));
        if (hasLargeSend()) next = writeEntry(to, next, TYPE_LARGE_SEND, largeSend);
        if (hasChecksum()) next = writeEntry(to, next, TYPE_CHECKSUM, checksum);
        if (hasPacketId()) writeEntry(to, next, TYPE_PACKET_ID, packetId);
    }

    /** Writes a list of a tag alone. */
    static void writeTag(MemorySegment to, long at, int tag) {
        writeEntry(to, at, TYPE_TAG, toInfo(tag));
    }

    private static long writeEntry(MemorySegment to, long at, int type, int value) {
        putI32(to, at, ENTRY_BYTES);
        putI32(to, at + 4, type);
        putI32(to, at + 8, ENTRY_HEAD_BYTES);
        putI32(to, at + ENTRY_HEAD_BYTES, value);
        return at + ENTRY_BYTES;
    }

    /**
     * Reads a list out of private memory; of a kind that comes twice the last one counts.
     *
     * @return false if an entry reaches outside; then nothing of it may be used
     */
    boolean read(MemorySegment in, long at, long length) {
        clear();
        long end = at + length;
        for (long entry = at; entry < end; entry += u32(in, entry)) {
            if (!readEntry(in, entry, end - entry)) return false;
        }
        return true;
    }

    private boolean readEntry(MemorySegment in, long at, long available) {
        if (available < ENTRY_HEAD_BYTES) return false;
        long size = u32(in, at);
        if (size < ENTRY_HEAD_BYTES || size > available) return false;
        int type = i32(in, at + 4);
        long valueAt = u32(in, at + 8);
        if (valueAt < ENTRY_HEAD_BYTES || valueAt > size - 4) return !isKnown(type);
        take(type, i32(in, at + valueAt));
        return true;
    }

    private static boolean isKnown(int type) {
        return switch (type) {
            case TYPE_CHECKSUM, TYPE_LARGE_SEND, TYPE_TAG, TYPE_HASH, TYPE_HASH_INFO, TYPE_PACKET_ID -> true;
            default -> false;
        };
    }

    private void take(int type, int value) {
        switch (type) {
            case TYPE_CHECKSUM -> putChecksum(value);
            case TYPE_LARGE_SEND -> putLargeSend(value);
            case TYPE_TAG -> putTag(toTag(value));
            case TYPE_HASH -> putHash(value);
            case TYPE_HASH_INFO -> putHashInfo(value);
            case TYPE_PACKET_ID -> putPacketId(value);
            default -> {} // not for us
        }
    }

    /** NDIS_NET_BUFFER_LIST_8021Q_INFO: priority in bits 0-2, CFI in 3, VLAN in 4-15; a tag has them the other way. */
    private static int toInfo(int tag) {
        return (tag >>> 13 & 0x7) | (tag >>> 9 & 0x8) | (tag & 0xFFF) << 4;
    }

    private static int toTag(int info) {
        return (info & 0x7) << 13 | (info & 0x8) << 9 | (info >>> 4 & 0xFFF);
    }
}
