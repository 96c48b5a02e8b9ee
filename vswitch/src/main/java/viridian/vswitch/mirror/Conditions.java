package viridian.vswitch.mirror;

import org.jspecify.annotations.Nullable;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.mirror.FrameFilter.Condition;
import viridian.vswitch.packet.IpPrefix;
import viridian.vswitch.packet.IpProtocol;
import viridian.vswitch.packet.Packet;

/** What a filter can ask about a frame. */
final class Conditions {

    private static final int TYPE_IPV4 = 0x0800;
    private static final int TYPE_ARP = 0x0806;
    private static final int TYPE_IPV6 = 0x86DD;

    static final Condition IN_A_VLAN = (frame, packet, vlan) -> vlan != 0;
    static final Condition BROADCAST = (frame, packet, vlan) -> frame.destination() == Frame.BROADCAST;

    /** As pcap has it: broadcast is one of them. */
    static final Condition MULTICAST = (frame, packet, vlan) -> frame.isGroup();

    private Conditions() {}

    static Condition vlan(int wanted) {
        return (frame, packet, vlan) -> vlan == wanted;
    }

    static Condition atMost(int bytes) {
        return (frame, packet, vlan) -> frame.length() <= bytes;
    }

    static Condition atLeast(int bytes) {
        return (frame, packet, vlan) -> frame.length() >= bytes;
    }

    static Condition etherType(int type) {
        return (frame, packet, vlan) -> packet.etherType() == type;
    }

    static Condition etherSource(long mac) {
        return (frame, packet, vlan) -> frame.source() == mac;
    }

    static Condition etherDestination(long mac) {
        return (frame, packet, vlan) -> frame.destination() == mac;
    }

    /** A protocol by its name, or null if there is none. */
    static @Nullable Condition protocol(String name) {
        return switch (name) {
            case "arp" -> etherType(TYPE_ARP);
            case "ip" -> etherType(TYPE_IPV4);
            case "ip6" -> etherType(TYPE_IPV6);
            case "tcp" -> carried(IpProtocol.TCP);
            case "udp" -> carried(IpProtocol.UDP);
            case "icmp" -> carried(IpProtocol.ICMP);
            case "icmp6" -> carried(IpProtocol.ICMPV6);
            case "igmp" -> carried(IpProtocol.IGMP);
            default -> null;
        };
    }

    private static Condition carried(int protocol) {
        return (frame, packet, vlan) -> packet.version() != 0 && packet.protocol() == protocol;
    }

    /** Who sends the packet; of ARP, who says he has the address. */
    static Condition source(IpPrefix prefix) {
        return (frame, packet, vlan) -> {
            if (packet.state() == Packet.State.ARP) return prefix.contains(4, 0, packet.arpSender());
            int version = packet.version();
            return version != 0 && prefix.contains(version, packet.sourceHigh(), packet.sourceLow());
        };
    }

    /** To whom the packet is; of ARP, whose address is asked for. */
    static Condition destination(IpPrefix prefix) {
        return (frame, packet, vlan) -> {
            if (packet.state() == Packet.State.ARP) return prefix.contains(4, 0, packet.arpTarget());
            int version = packet.version();
            return version != 0 && prefix.contains(version, packet.destinationHigh(), packet.destinationLow());
        };
    }

    static Condition sourcePort(int first, int last) {
        return (frame, packet, vlan) ->
                packet.hasPorts() && packet.sourcePort() >= first && packet.sourcePort() <= last;
    }

    static Condition destinationPort(int first, int last) {
        return (frame, packet, vlan) ->
                packet.hasPorts() && packet.destinationPort() >= first && packet.destinationPort() <= last;
    }
}
