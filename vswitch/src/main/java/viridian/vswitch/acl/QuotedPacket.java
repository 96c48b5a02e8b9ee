package viridian.vswitch.acl;

import static viridian.vswitch.frame.BigEndian.u16;
import static viridian.vswitch.frame.BigEndian.u32;
import static viridian.vswitch.frame.BigEndian.u8;

import java.lang.foreign.MemorySegment;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.packet.IpProtocol;

/**
 * The beginning of a packet, sent back in an ICMP error about it: its IP header and at least eight bytes more (RFC 792,
 * RFC 4443 section 2.4). It went the other way than the error does.
 */
final class QuotedPacket {

    /** Type, code, checksum and four bytes that depend on the type. */
    private static final int ERROR_BYTES = 8;

    private static final int IPV4_HEADER_BYTES = 20;
    private static final int IPV6_HEADER_BYTES = 40;

    /** What of the transport header is certain to be there. */
    private static final int TRANSPORT_BYTES = 8;

    private QuotedPacket() {}

    /**
     * Finds the connection the quoted packet belongs to.
     *
     * @return false if the packet is no error, or quotes nothing that tells the connection, or a packet that was not sent
     *     by the one who is told of the error
     */
    static boolean read(Frame frame, Headers error, Flow quoted) {
        boolean ipv6 = error.isIpv6();
        if (!isError(ipv6, error.packet.icmpType())) return false;
        MemorySegment memory = frame.memory();
        long at = frame.offset() + error.packet.transportAt() + ERROR_BYTES;
        long length = frame.offset() + error.packet.end() - at;
        int header = ipv6 ? IPV6_HEADER_BYTES : ipv4Header(memory, at, length);
        if (header == 0 || length < header + TRANSPORT_BYTES || u8(memory, at) >>> 4 != (ipv6 ? 6 : 4)) return false;
        boolean outbound = !error.outbound;
        readAddresses(memory, at, ipv6, outbound, quoted);
        return isToldToSender(error.flow, quoted, outbound)
                && readTransport(memory, at + header, ipv6, u8(memory, at + (ipv6 ? 6 : 9)), outbound, quoted);
    }

    /** Unreachable, quench, time exceeded and parameter problem; for IPv6 too big in the place of quench. */
    private static boolean isError(boolean ipv6, int type) {
        if (ipv6) return type >= 1 && type <= 4;
        return type == 3 || type == 4 || type == 11 || type == 12;
    }

    /** How long the IPv4 header is; 0 if it is none, or that of a later fragment, which has no ports behind it. */
    private static int ipv4Header(MemorySegment memory, long at, long length) {
        if (length < IPV4_HEADER_BYTES) return 0;
        int header = (u8(memory, at) & 0xF) * 4;
        boolean later = (u16(memory, at + 6) & 0x1FFF) != 0;
        return later || header < IPV4_HEADER_BYTES ? 0 : header;
    }

    private static void readAddresses(MemorySegment memory, long at, boolean ipv6, boolean outbound, Flow quoted) {
        long source = at + (ipv6 ? 8 : 12);
        long destination = at + (ipv6 ? 24 : 16);
        long local = outbound ? source : destination;
        long remote = outbound ? destination : source;
        quoted.localHigh = ipv6 ? u64(memory, local) : 0;
        quoted.localLow = ipv6 ? u64(memory, local + 8) : u32(memory, local);
        quoted.remoteHigh = ipv6 ? u64(memory, remote) : 0;
        quoted.remoteLow = ipv6 ? u64(memory, remote + 8) : u32(memory, remote);
    }

    private static long u64(MemorySegment memory, long at) {
        return u32(memory, at) << 32 | u32(memory, at + 4);
    }

    private static boolean isToldToSender(Flow error, Flow quoted, boolean guestSent) {
        if (guestSent) return error.localHigh == quoted.localHigh && error.localLow == quoted.localLow;
        return error.remoteHigh == quoted.remoteHigh && error.remoteLow == quoted.remoteLow;
    }

    private static boolean readTransport(
            MemorySegment memory, long at, boolean ipv6, int protocol, boolean outbound, Flow quoted) {
        if (protocol == (ipv6 ? IpProtocol.ICMPV6 : IpProtocol.ICMP)) {
            boolean request = u8(memory, at) == Echo.request(ipv6);
            if (!request && u8(memory, at) != Echo.reply(ipv6)) return false;
            quoted.echo(ipv6, protocol, u16(memory, at + 4), request == outbound);
            return true;
        }
        boolean ported = protocol == IpProtocol.TCP || protocol == IpProtocol.UDP;
        int source = ported ? u16(memory, at) : 0;
        int destination = ported ? u16(memory, at + 2) : 0;
        quoted.ports(ipv6, protocol, outbound ? source : destination, outbound ? destination : source);
        return true;
    }
}
