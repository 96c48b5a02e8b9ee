package viridian.vswitch.packet;

import static viridian.vswitch.frame.BigEndian.u16;
import static viridian.vswitch.frame.BigEndian.u8;

import java.lang.foreign.MemorySegment;

/** The header behind IP's, as far as filters judge by it. */
final class Transport {

    private static final int TCP_BYTES = 20;
    private static final int UDP_BYTES = 8;
    private static final int ICMP_BYTES = 4;

    /** Type, code, checksum, four bytes of flags, and the address it is about (RFC 4861 sections 4.3, 4.4). */
    private static final int NEIGHBOUR_BYTES = 24;

    private Transport() {}

    /** How many bytes a filter must see to know what the packet is; 0 for protocols nobody looks into. */
    static int bytesToJudge(int version, int protocol, MemorySegment in, long at, int available) {
        return switch (protocol) {
            case IpProtocol.TCP -> TCP_BYTES;
            case IpProtocol.UDP -> UDP_BYTES;
            case IpProtocol.ICMP -> version == 4 ? ICMP_BYTES : 0;
            case IpProtocol.ICMPV6 -> version == 6 ? icmpv6Bytes(in, at, available) : 0;
            default -> 0;
        };
    }

    private static int icmpv6Bytes(MemorySegment in, long at, int available) {
        if (available < ICMP_BYTES) return ICMP_BYTES;
        int type = u8(in, at);
        boolean neighbour = type == Icmpv6.NEIGHBOUR_SOLICITATION || type == Icmpv6.NEIGHBOUR_ADVERTISEMENT;
        return neighbour ? NEIGHBOUR_BYTES : ICMP_BYTES;
    }

    /** Whether the lengths of a whole packet's header fit what is there, which is enough to judge. */
    static boolean isPlausible(int protocol, MemorySegment in, long at, int available) {
        return switch (protocol) {
            case IpProtocol.TCP -> {
                int header = (u8(in, at + 12) >>> 4) * 4;
                yield header >= TCP_BYTES && header <= available;
            }
            // 0 is the length of a large send, filled in where it is cut.
            case IpProtocol.UDP -> {
                int length = u16(in, at + 4);
                yield length == 0 || (length >= UDP_BYTES && length <= available);
            }
            default -> true;
        };
    }
}
