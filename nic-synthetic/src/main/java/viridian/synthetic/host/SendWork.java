package viridian.synthetic.host;

import java.lang.foreign.MemorySegment;
import viridian.offload.wire.Ipv4;
import viridian.offload.wire.Ipv6;
import viridian.offload.wire.Tcp;
import viridian.synthetic.ndis.NdisOffload;
import viridian.synthetic.rndis.ChecksumInfo;
import viridian.synthetic.rndis.LargeSendInfo;
import viridian.synthetic.rndis.PacketInfo;
import viridian.vswitch.frame.BigEndian;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.Unfinished;

/**
 * What a guest has left to its adapter, taken from the words beside a frame and checked against the frame: nobody behind
 * this point has to doubt it. The frame must lie in private memory.
 */
final class SendWork {

    /** Returned if the words do not fit the frame or the adapter: the packet is answered with a failure. */
    static final long REFUSED = -1;

    /** Returned if the guest asks for what it has had switched off: the frame is dropped. */
    static final long UNWANTED = -2;

    /** Our choice: less payload in a segment only makes work. */
    private static final int LEAST_SEGMENT_BYTES = 64;

    private static final int NETWORK_AT = Frame.HEADER_BYTES;
    private static final int IPV4_PROTOCOL = 9;
    private static final int TCP_LENGTH = 12;
    private static final int LEAST_TCP_WORDS = 5;
    private static final int UDP_BYTES = 8;

    private SendWork() {}

    /**
     * Takes the words about a frame.
     *
     * @param shift bytes the frame has become shorter by, since an inline tag was taken out
     * @return the note for {@link Frame#lend}, {@link #REFUSED} or {@link #UNWANTED}
     */
    static long of(PacketInfo info, Frame frame, int shift, TaskOffloads offloads) {
        if (info.hasLargeSend()) return largeSend(info.largeSend(), frame, shift, offloads);
        return info.hasChecksum() ? checksum(info.checksum(), frame, shift, offloads) : Unfinished.NOTHING;
    }

    private static long largeSend(int word, Frame frame, int shift, TaskOffloads offloads) {
        NdisOffload supported = offloads.supported();
        boolean isIpv6 = LargeSendInfo.isIpv6(word);
        if ((isIpv6 ? supported.ipv6LargeSend() : supported.ipv4LargeSend()) == 0) return REFUSED;
        int transportAt = LargeSendInfo.transportAt(word) - shift;
        int segmentBytes = LargeSendInfo.mss(word);
        boolean isSound = LargeSendInfo.isSecondVersion(word)
                && segmentBytes >= LEAST_SEGMENT_BYTES
                && isTcp(frame, transportAt, isIpv6)
                && hasWholeTcpHeader(frame, transportAt);
        if (!isSound) return REFUSED;
        NdisOffload now = offloads.current();
        if ((isIpv6 ? now.ipv6LargeSend() : now.ipv4LargeSend()) == 0) return UNWANTED;
        return Unfinished.largeSend(segmentBytes, transportAt, isIpv6);
    }

    private static boolean isTcp(Frame frame, int transportAt, boolean isIpv6) {
        MemorySegment in = frame.memory();
        long network = frame.offset() + NETWORK_AT;
        if (isIpv6) return frame.etherType() == Ipv6.ETHER_TYPE && transportAt >= NETWORK_AT + Ipv6.HEADER_BYTES;
        return frame.etherType() == Ipv4.ETHER_TYPE
                && frame.length() >= NETWORK_AT + Ipv4.HEADER_BYTES
                && Ipv4.headerLength(in, network) >= Ipv4.HEADER_BYTES
                && transportAt == NETWORK_AT + Ipv4.headerLength(in, network)
                && BigEndian.u8(in, network + IPV4_PROTOCOL) == Tcp.PROTOCOL;
    }

    private static boolean hasWholeTcpHeader(Frame frame, int transportAt) {
        if (transportAt + Tcp.HEADER_BYTES > frame.length()) return false;
        int words = BigEndian.u8(frame.memory(), frame.offset() + transportAt + TCP_LENGTH) >>> 4;
        return words >= LEAST_TCP_WORDS && transportAt + 4 * words <= frame.length();
    }

    private static long checksum(int word, Frame frame, int shift, TaskOffloads offloads) {
        boolean isTcp = (word & ChecksumInfo.TCP) != 0;
        boolean isUdp = !isTcp && (word & ChecksumInfo.UDP) != 0;
        boolean isHeader = (word & ChecksumInfo.IP_HEADER) != 0;
        boolean isIpv4 = (word & ChecksumInfo.IPV4) != 0;
        boolean isIpv6 = !isIpv4 && (word & ChecksumInfo.IPV6) != 0;
        // Without a version of IP the rest of the word means nothing.
        if (!(isTcp || isUdp || isHeader) || !(isIpv4 || isIpv6)) return Unfinished.NOTHING;
        if (offloads.supported().ipv4Send() == 0) return REFUSED;
        int given = ChecksumInfo.transportAt(word);
        int transportAt = isTcp && given != 0 ? given - shift : transportAt(frame, isIpv6);
        int bytes = isTcp ? Tcp.HEADER_BYTES : isUdp ? UDP_BYTES : 0;
        if (transportAt < leastTransportAt(isIpv6) || transportAt + bytes > frame.length()) return REFUSED;
        if (isTcp || isUdp) return Unfinished.checksum(transportAt, isIpv6, isUdp, isHeader && isIpv4);
        return isIpv4 ? Unfinished.ipHeaderChecksum() : Unfinished.NOTHING;
    }

    /** Behind the shortest headers, or behind an IPv4 header of the length it gives; -1 if there is no such header. */
    private static int transportAt(Frame frame, boolean isIpv6) {
        if (isIpv6) return frame.etherType() == Ipv6.ETHER_TYPE ? leastTransportAt(true) : -1;
        if (frame.etherType() != Ipv4.ETHER_TYPE || frame.length() < leastTransportAt(false)) return -1;
        return NETWORK_AT + Ipv4.headerLength(frame.memory(), frame.offset() + NETWORK_AT);
    }

    private static int leastTransportAt(boolean isIpv6) {
        return NETWORK_AT + (isIpv6 ? Ipv6.HEADER_BYTES : Ipv4.HEADER_BYTES);
    }
}
