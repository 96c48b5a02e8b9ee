package viridian.offload.wire;

import static viridian.vswitch.frame.BigEndian.putU16;
import static viridian.vswitch.frame.BigEndian.putU32;
import static viridian.vswitch.frame.BigEndian.putU8;
import static viridian.vswitch.frame.BigEndian.u16;
import static viridian.vswitch.frame.BigEndian.u32;
import static viridian.vswitch.frame.BigEndian.u8;

import java.lang.foreign.MemorySegment;

/** The IPv4 header (RFC 791 section 3.1), read at the offset of its first byte. */
public final class Ipv4 {

    public static final int ETHER_TYPE = 0x0800;

    /** Length of a header without options, the only kind written here, bytes. */
    public static final int HEADER_BYTES = 20;

    /** The longest header: its length field counts four bits of four-byte words. */
    public static final int LONGEST_HEADER_BYTES = 60;

    /** The longest packet, header included, bytes. */
    public static final int LONGEST_PACKET_BYTES = 65_535;

    /** The shortest longest packet of any link: what every module must carry unbroken (RFC 791 section 3.2). */
    public static final int SHORTEST_MTU = 68;

    public static final int DONT_FRAGMENT = 0x4000;
    public static final int MORE_FRAGMENTS = 0x2000;

    private static final int VERSION_AND_LENGTH = 0;
    private static final int TYPE_OF_SERVICE = 1;
    private static final int TOTAL_LENGTH = 2;
    private static final int IDENTIFICATION = 4;
    private static final int FLAGS_AND_OFFSET = 6;
    private static final int TIME_TO_LIVE = 8;
    private static final int PROTOCOL = 9;
    private static final int CHECKSUM = 10;
    private static final int SOURCE = 12;
    private static final int DESTINATION = 16;

    private Ipv4() {}

    /** Whether version and lengths can be believed: the packet lies within the available bytes; padding may follow. */
    public static boolean isWellFormed(MemorySegment in, long at, int available) {
        return isHeader(in, at, available)
                && totalLength(in, at) >= headerLength(in, at)
                && totalLength(in, at) <= available;
    }

    /** Whether a whole header is there; what follows may be cut off, as in the quote of an ICMP message. */
    public static boolean isHeader(MemorySegment in, long at, int available) {
        return available >= HEADER_BYTES
                && u8(in, at + VERSION_AND_LENGTH) >>> 4 == 4
                && headerLength(in, at) >= HEADER_BYTES
                && headerLength(in, at) <= available;
    }

    /** Whether the header arrived as it was sent. */
    public static boolean checksumHolds(MemorySegment in, long at) {
        return InternetChecksum.sum(in, at, headerLength(in, at)) == InternetChecksum.WHOLE;
    }

    /** Header with its options, bytes. */
    public static int headerLength(MemorySegment in, long at) {
        return (u8(in, at + VERSION_AND_LENGTH) & 0xF) * 4;
    }

    /** Header and payload, bytes. */
    public static int totalLength(MemorySegment in, long at) {
        return u16(in, at + TOTAL_LENGTH);
    }

    public static int identification(MemorySegment in, long at) {
        return u16(in, at + IDENTIFICATION);
    }

    public static boolean dontFragment(MemorySegment in, long at) {
        return (u16(in, at + FLAGS_AND_OFFSET) & DONT_FRAGMENT) != 0;
    }

    public static boolean moreFragments(MemorySegment in, long at) {
        return (u16(in, at + FLAGS_AND_OFFSET) & MORE_FRAGMENTS) != 0;
    }

    /** Where in the datagram's payload this fragment's begins, bytes. */
    public static int fragmentOffset(MemorySegment in, long at) {
        return (u16(in, at + FLAGS_AND_OFFSET) & 0x1FFF) * 8;
    }

    public static boolean isFragment(MemorySegment in, long at) {
        return moreFragments(in, at) || fragmentOffset(in, at) != 0;
    }

    public static int protocol(MemorySegment in, long at) {
        return u8(in, at + PROTOCOL);
    }

    public static int source(MemorySegment in, long at) {
        return (int) u32(in, at + SOURCE);
    }

    public static int destination(MemorySegment in, long at) {
        return (int) u32(in, at + DESTINATION);
    }

    /**
     * Writes a header without options, checksum included.
     *
     * @param totalLength header and payload, bytes
     * @param flagsAndOffset {@link #DONT_FRAGMENT}, {@link #MORE_FRAGMENTS}, and the payload's offset in units of eight
     */
    public static void writeHeader(
            MemorySegment to,
            long at,
            int totalLength,
            int identification,
            int flagsAndOffset,
            int timeToLive,
            int protocol,
            int source,
            int destination) {
        putU8(to, at + VERSION_AND_LENGTH, 4 << 4 | HEADER_BYTES / 4);
        putU8(to, at + TYPE_OF_SERVICE, 0);
        putU8(to, at + TIME_TO_LIVE, timeToLive);
        putU8(to, at + PROTOCOL, protocol);
        putU32(to, at + SOURCE, source);
        putU32(to, at + DESTINATION, destination);
        rewrite(to, at, totalLength, identification, flagsAndOffset);
    }

    /** Writes what differs between the parts of one datagram, and the checksum anew; all else, options too, stays. */
    public static void rewrite(MemorySegment to, long at, int totalLength, int identification, int flagsAndOffset) {
        putU16(to, at + TOTAL_LENGTH, totalLength);
        putU16(to, at + IDENTIFICATION, identification);
        putU16(to, at + FLAGS_AND_OFFSET, flagsAndOffset);
        putU16(to, at + CHECKSUM, 0);
        int sum = InternetChecksum.sum(to, at, headerLength(to, at));
        putU16(to, at + CHECKSUM, InternetChecksum.complement(sum));
    }

    /** Flags and offset as they stand, to be kept by {@link #rewrite}. */
    public static int flagsAndOffset(MemorySegment in, long at) {
        return u16(in, at + FLAGS_AND_OFFSET);
    }
}
