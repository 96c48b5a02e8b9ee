package viridian.synthetic.guest;

import java.lang.foreign.MemorySegment;
import viridian.synthetic.rndis.ChecksumInfo;
import viridian.synthetic.rndis.PacketInfo;
import viridian.vswitch.frame.BigEndian;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.Unfinished;

/**
 * What a host has left undone of a frame that never was on a wire, read from what it says beside it and from the frame's
 * headers. The headers are only a hint where to look: nothing outside the frame is read, and a wrong hint makes a wrong
 * note on a frame that is wrong already.
 */
final class ReceivedWork {

    private static final int TYPE_IPV4 = 0x0800;
    private static final int TYPE_IPV6 = 0x86DD;
    private static final int PROTOCOL_TCP = 6;
    private static final int IPV4_HEADER_BYTES = 20;
    private static final int IPV4_PROTOCOL = 9;
    private static final int IPV6_HEADER_BYTES = 40;
    private static final int IPV6_NEXT_HEADER = 6;
    private static final int TCP_HEADER_BYTES = 20;
    private static final int TCP_LENGTH = 12;

    private ReceivedWork() {}

    /** The note of a frame as long as a wire's, {@link Unfinished#NOTHING} if the host says nothing of the kind. */
    static long of(PacketInfo info, MemorySegment in, long at, int length) {
        if (!info.hasChecksum()) return Unfinished.NOTHING;
        int word = info.checksum();
        boolean isIpOpen = (word & ChecksumInfo.IP_GOOD) != 0 && (word & ChecksumInfo.IP_VALUE_INVALID) != 0;
        boolean isGood = (word & (ChecksumInfo.TCP_GOOD | ChecksumInfo.UDP_GOOD)) != 0;
        if (!isGood || (word & ChecksumInfo.TCP_VALUE_INVALID) == 0) {
            return isIpOpen ? Unfinished.ipHeaderChecksum() : Unfinished.NOTHING;
        }
        int transportAt = transportAt(in, at, length);
        if (transportAt == 0) return Unfinished.NOTHING;
        boolean isUdp = (word & ChecksumInfo.UDP_GOOD) != 0;
        return Unfinished.checksum(transportAt, isIpv6(in, at), isUdp, isIpOpen);
    }

    /** The note of a frame that was joined or never cut, which is TCP; {@link Unfinished#NOTHING} if it cannot be. */
    static long ofJoined(MemorySegment in, long at, int length, int mtu) {
        int transportAt = transportAt(in, at, length);
        if (transportAt == 0 || transportAt + TCP_HEADER_BYTES > length || !isTcp(in, at)) return Unfinished.NOTHING;
        int headers = transportAt + (BigEndian.u8(in, at + transportAt + TCP_LENGTH) >>> 4) * 4;
        if (headers < transportAt + TCP_HEADER_BYTES || headers >= Math.min(length, mtu)) return Unfinished.NOTHING;
        return Unfinished.largeSend(mtu - headers, transportAt, isIpv6(in, at));
    }

    private static boolean isIpv6(MemorySegment in, long at) {
        return BigEndian.u16(in, at + Frame.HEADER_BYTES - 2) == TYPE_IPV6;
    }

    private static boolean isTcp(MemorySegment in, long at) {
        long ip = at + Frame.HEADER_BYTES;
        return BigEndian.u8(in, ip + (isIpv6(in, at) ? IPV6_NEXT_HEADER : IPV4_PROTOCOL)) == PROTOCOL_TCP;
    }

    /** Behind the IP header; 0 if there is none, or no room behind it. */
    private static int transportAt(MemorySegment in, long at, int length) {
        int type = BigEndian.u16(in, at + Frame.HEADER_BYTES - 2);
        if (length < Frame.HEADER_BYTES + IPV4_HEADER_BYTES) return 0;
        int header = switch (type) {
            case TYPE_IPV4 -> (BigEndian.u8(in, at + Frame.HEADER_BYTES) & 0xF) * 4;
            case TYPE_IPV6 -> IPV6_HEADER_BYTES;
            default -> 0;
        };
        boolean fits = header >= IPV4_HEADER_BYTES && Frame.HEADER_BYTES + header < length;
        return fits ? Frame.HEADER_BYTES + header : 0;
    }
}
