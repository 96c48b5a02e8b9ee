package viridian.synthetic.guest;

import java.lang.foreign.MemorySegment;
import viridian.synthetic.ndis.NdisOffload;
import viridian.synthetic.ndis.OffloadParameters;
import viridian.synthetic.rndis.ChecksumInfo;
import viridian.synthetic.rndis.LargeSendInfo;
import viridian.synthetic.rndis.PacketInfo;
import viridian.vswitch.frame.BigEndian;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.Unfinished;

/**
 * Which of the work its stack leaves undone a driver may leave to its host, and how it says so beside a frame (Linux {@code
 * drivers/net/hyperv/rndis_filter.c}, {@code rndis_netdev_set_hwcaps}, and {@code netvsc_drv.c}).
 */
record SendOffloads(NdisOffload taken) {

    static final SendOffloads NONE = new SendOffloads(NdisOffload.NOTHING);

    /** Where TCP begins is told in ten bits. */
    private static final int FARTHEST_TRANSPORT = 0x3FF;

    private static final int ALL_TCP = NdisOffload.TCP | NdisOffload.TCP_OPTIONS;

    private static final int IPV4_TOTAL_LENGTH = 2;
    private static final int IPV4_CHECKSUM = 10;
    private static final int IPV6_PAYLOAD_LENGTH = 4;

    /** What to ask of a host that can do this much: all of it, as Linux does. Its IP header checksums the stack makes itself. */
    static OffloadParameters wanted(NdisOffload offered) {
        boolean isTcp4 = isAllTcp(offered.ipv4Send());
        boolean isTcp6 = isAllTcp(offered.ipv6Send());
        return new OffloadParameters(
                OffloadParameters.OFF,
                isTcp4 ? OffloadParameters.BOTH : OffloadParameters.NO_CHANGE,
                isTcp4 && has(offered.ipv4Send(), NdisOffload.UDP)
                        ? OffloadParameters.BOTH
                        : OffloadParameters.NO_CHANGE,
                isTcp6 ? OffloadParameters.BOTH : OffloadParameters.NO_CHANGE,
                isTcp6 && has(offered.ipv6Send(), NdisOffload.UDP)
                        ? OffloadParameters.BOTH
                        : OffloadParameters.NO_CHANGE,
                OffloadParameters.NO_CHANGE,
                isTcp4 && offered.ipv4LargeSend() > 0 ? OffloadParameters.ON : OffloadParameters.NO_CHANGE,
                isTcp6 && offered.ipv6LargeSend() > 0 ? OffloadParameters.ON : OffloadParameters.NO_CHANGE,
                offered.ipv4Coalescing() ? OffloadParameters.ON : OffloadParameters.NO_CHANGE,
                offered.ipv6Coalescing() ? OffloadParameters.ON : OffloadParameters.NO_CHANGE);
    }

    /** What a host does now, as far as it has offered it before. */
    static SendOffloads of(NdisOffload offered, NdisOffload current) {
        return new SendOffloads(new NdisOffload(
                offered.ipv4Send() & current.ipv4Send(),
                offered.ipv4Receive() & current.ipv4Receive(),
                offered.ipv6Send() & current.ipv6Send(),
                offered.ipv6Receive() & current.ipv6Receive(),
                Math.min(offered.ipv4LargeSend(), current.ipv4LargeSend()),
                Math.min(offered.ipv6LargeSend(), current.ipv6LargeSend()),
                offered.ipv4Coalescing() && current.ipv4Coalescing(),
                offered.ipv6Coalescing() && current.ipv6Coalescing()));
    }

    /** Asks for nothing at all. */
    static OffloadParameters nothingWanted() {
        return wanted(NdisOffload.NOTHING);
    }

    private static boolean isAllTcp(int flags) {
        return (flags & ALL_TCP) == ALL_TCP;
    }

    private static boolean has(int flags, int flag) {
        return (flags & flag) != 0;
    }

    /** Whether large sends may be left to the host at all. */
    boolean takesLargeSends() {
        return taken.ipv4LargeSend() > 0 || taken.ipv6LargeSend() > 0;
    }

    /**
     * Puts what is left undone beside a frame.
     *
     * @return false if the host does not take that work: then it is to be done before
     */
    boolean describe(Frame frame, PacketInfo info) {
        long work = frame.unfinished();
        if (Unfinished.transportAt(work) > FARTHEST_TRANSPORT) return false;
        return Unfinished.isLargeSend(work) ? describeLargeSend(frame, work, info) : describeChecksum(work, info);
    }

    private boolean describeLargeSend(Frame frame, long work, PacketInfo info) {
        boolean isIpv6 = Unfinished.isIpv6(work);
        int longest = isIpv6 ? taken.ipv6LargeSend() : taken.ipv4LargeSend();
        // Less than two segments is no large send.
        boolean fits = frame.length() <= longest && frame.wireLength() < frame.length();
        int transportAt = Unfinished.transportAt(work);
        if (!fits || transportAt == 0) return false;
        info.putLargeSend(LargeSendInfo.of(Unfinished.segmentBytes(work), transportAt, isIpv6));
        return true;
    }

    private boolean describeChecksum(long work, PacketInfo info) {
        boolean isIpv6 = Unfinished.isIpv6(work);
        int able = isIpv6 ? taken.ipv6Send() : taken.ipv4Send();
        int left = isIpv6 ? ChecksumInfo.IPV6 : ChecksumInfo.IPV4;
        if (Unfinished.wantsIpHeader(work)) {
            if (!has(able, NdisOffload.IP_HEADER)) return false;
            left |= ChecksumInfo.IP_HEADER;
        }
        if (Unfinished.wantsTransport(work)) {
            boolean isUdp = Unfinished.isUdp(work);
            if (isUdp ? !has(able, NdisOffload.UDP) : !isAllTcp(able)) return false;
            left |= isUdp ? ChecksumInfo.UDP : ChecksumInfo.TCP;
        }
        info.putChecksum(ChecksumInfo.left(left, Unfinished.transportAt(work)));
        return true;
    }

    /** Makes the lengths of a large send 0, and the checksum over them, as adapters expect it. */
    static void prepareLargeSend(MemorySegment in, long at, long work) {
        long ip = at + Frame.HEADER_BYTES;
        if (Unfinished.isIpv6(work)) {
            BigEndian.putU16(in, ip + IPV6_PAYLOAD_LENGTH, 0);
        } else {
            BigEndian.putU16(in, ip + IPV4_TOTAL_LENGTH, 0);
            BigEndian.putU16(in, ip + IPV4_CHECKSUM, 0);
        }
    }
}
