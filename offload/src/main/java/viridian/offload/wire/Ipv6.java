package viridian.offload.wire;

import static viridian.vswitch.frame.BigEndian.putU16;
import static viridian.vswitch.frame.BigEndian.u16;
import static viridian.vswitch.frame.BigEndian.u8;

import java.lang.foreign.MemorySegment;

/** The IPv6 header (RFC 8200 section 3), read at its first byte; extension headers are not looked into. */
public final class Ipv6 {

    public static final int ETHER_TYPE = 0x86DD;

    public static final int HEADER_BYTES = 40;

    private static final int VERSION = 0;
    private static final int PAYLOAD_LENGTH = 4;
    private static final int NEXT_HEADER = 6;
    private static final int ADDRESSES = 8;
    private static final int ADDRESSES_BYTES = 32;

    private Ipv6() {}

    /** Whether version and length can be believed: the packet lies within the available bytes; padding may follow. */
    public static boolean isWellFormed(MemorySegment in, long at, int available) {
        return available >= HEADER_BYTES
                && u8(in, at + VERSION) >>> 4 == 6
                && HEADER_BYTES + payloadLength(in, at) <= available;
    }

    /** What follows the header, bytes. */
    public static int payloadLength(MemorySegment in, long at) {
        return u16(in, at + PAYLOAD_LENGTH);
    }

    public static void putPayloadLength(MemorySegment to, long at, int length) {
        putU16(to, at + PAYLOAD_LENGTH, length);
    }

    /** What the payload is: a protocol number, or the kind of an extension header. */
    public static int nextHeader(MemorySegment in, long at) {
        return u8(in, at + NEXT_HEADER);
    }

    /** The sum over the pseudo-header of TCP and UDP, but for the length (RFC 8200 section 8.1). */
    public static int pseudoHeader(MemorySegment in, long at, int protocol) {
        return InternetChecksum.add(InternetChecksum.sum(in, at + ADDRESSES, ADDRESSES_BYTES), protocol);
    }
}
