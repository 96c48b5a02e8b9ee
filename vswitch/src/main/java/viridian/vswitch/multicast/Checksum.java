package viridian.vswitch.multicast;

import static viridian.vswitch.frame.BigEndian.u16;
import static viridian.vswitch.frame.BigEndian.u8;

import java.lang.foreign.MemorySegment;

/** The Internet's checksum: the ones' complement of the sum of 16-bit words (RFC 1071). */
final class Checksum {

    private Checksum() {}

    /** Of bytes that hold their own checksum: 0 if it is right. Of bytes with zeros in its place: what belongs there. */
    static int of(MemorySegment bytes) {
        return folded(sum(bytes));
    }

    /**
     * The same for a message over which IPv6 wants addresses, length and protocol counted (RFC 8200 section 8.1).
     *
     * @param addresses source and destination, 32 bytes
     */
    static int ofIpv6(MemorySegment addresses, int protocol, MemorySegment message) {
        return folded(sum(addresses) + message.byteSize() + protocol + sum(message));
    }

    private static long sum(MemorySegment bytes) {
        long sum = 0;
        long length = bytes.byteSize();
        for (long at = 0; at + 1 < length; at += 2) sum += u16(bytes, at);
        return length % 2 == 0 ? sum : sum + ((long) u8(bytes, length - 1) << 8);
    }

    private static int folded(long sum) {
        long folded = sum;
        while (folded >>> 16 != 0) folded = (folded & 0xFFFF) + (folded >>> 16);
        return (int) ~folded & 0xFFFF;
    }
}
