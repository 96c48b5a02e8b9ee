package viridian.lab.check;

import java.util.List;
import viridian.offload.wire.Arp;
import viridian.offload.wire.Icmp;
import viridian.offload.wire.Ipv4;
import viridian.offload.wire.Ipv4Address;
import viridian.offload.wire.Udp;
import viridian.vswitch.capture.FrameRecord;
import viridian.vswitch.frame.Frame;

/**
 * What the first bytes of a frame say.
 *
 * @param protocol the IP protocol number, or -1 where there is no IPv4 header
 * @param addresses the IPv4 addresses in the frame: source and destination, or an ARP packet's sender and target
 */
record Headers(int etherType, int protocol, List<Ipv4Address> addresses) {

    /** IANA protocol number of TCP (RFC 9293 section 3.1). */
    static final int TCP = 6;

    static Headers of(FrameRecord frame) {
        int available = (int) frame.head().byteSize() - Frame.HEADER_BYTES;
        int type = frame.etherType();
        if (type == Ipv4.ETHER_TYPE && Ipv4.isHeader(frame.head(), Frame.HEADER_BYTES, available)) return ipv4(frame);
        if (type == Arp.ETHER_TYPE && Arp.isWellFormed(frame.head(), Frame.HEADER_BYTES, available)) return arp(frame);
        return new Headers(type, -1, List.of());
    }

    private static Headers ipv4(FrameRecord frame) {
        int source = Ipv4.source(frame.head(), Frame.HEADER_BYTES);
        int destination = Ipv4.destination(frame.head(), Frame.HEADER_BYTES);
        int protocol = Ipv4.protocol(frame.head(), Frame.HEADER_BYTES);
        return new Headers(frame.etherType(), protocol, List.of(Ipv4Address.of(source), Ipv4Address.of(destination)));
    }

    private static Headers arp(FrameRecord frame) {
        int sender = Arp.senderIp(frame.head(), Frame.HEADER_BYTES);
        int target = Arp.targetIp(frame.head(), Frame.HEADER_BYTES);
        return new Headers(frame.etherType(), -1, List.of(Ipv4Address.of(sender), Ipv4Address.of(target)));
    }

    /** As people call it: "arp", "ipv4 udp", "type 88b5". */
    String name() {
        if (etherType == Arp.ETHER_TYPE) return "arp";
        if (etherType != Ipv4.ETHER_TYPE) return "type %04x".formatted(etherType);
        return switch (protocol) {
            case -1 -> "ipv4";
            case Icmp.PROTOCOL -> "ipv4 icmp";
            case TCP -> "ipv4 tcp";
            case Udp.PROTOCOL -> "ipv4 udp";
            default -> "ipv4 protocol " + protocol;
        };
    }
}
