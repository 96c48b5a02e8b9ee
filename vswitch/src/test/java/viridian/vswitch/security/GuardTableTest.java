package viridian.vswitch.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static viridian.vswitch.DropReason.DHCP_GUARD;
import static viridian.vswitch.DropReason.FAILED_SECURITY_POLICY;
import static viridian.vswitch.DropReason.INVALID_PACKET;
import static viridian.vswitch.DropReason.ROUTER_GUARD;
import static viridian.vswitch.DropReason.UNAUTHORIZED_MAC;
import static viridian.vswitch.packet.Crafted.HERE;
import static viridian.vswitch.packet.Crafted.HERE4;
import static viridian.vswitch.packet.Crafted.HERE6;
import static viridian.vswitch.packet.Crafted.THERE;
import static viridian.vswitch.packet.Crafted.THERE4;
import static viridian.vswitch.packet.Crafted.THERE6;
import static viridian.vswitch.packet.Crafted.arp;
import static viridian.vswitch.packet.Crafted.authentication;
import static viridian.vswitch.packet.Crafted.extension;
import static viridian.vswitch.packet.Crafted.fragment;
import static viridian.vswitch.packet.Crafted.frame;
import static viridian.vswitch.packet.Crafted.icmp;
import static viridian.vswitch.packet.Crafted.ipv4;
import static viridian.vswitch.packet.Crafted.ipv6;
import static viridian.vswitch.packet.Crafted.neighbour;
import static viridian.vswitch.packet.Crafted.snap;
import static viridian.vswitch.packet.Crafted.tag;
import static viridian.vswitch.packet.Crafted.tcp;
import static viridian.vswitch.packet.Crafted.udp;
import static viridian.vswitch.packet.Crafted.v4;
import static viridian.vswitch.packet.Crafted.v6;
import static viridian.vswitch.packet.IpProtocol.AUTHENTICATION;
import static viridian.vswitch.packet.IpProtocol.DESTINATION_OPTIONS;
import static viridian.vswitch.packet.IpProtocol.ESP;
import static viridian.vswitch.packet.IpProtocol.FRAGMENT;
import static viridian.vswitch.packet.IpProtocol.HOP_BY_HOP;
import static viridian.vswitch.packet.IpProtocol.ICMP;
import static viridian.vswitch.packet.IpProtocol.ICMPV6;
import static viridian.vswitch.packet.IpProtocol.IGMP;
import static viridian.vswitch.packet.IpProtocol.ROUTING;
import static viridian.vswitch.packet.IpProtocol.TCP;
import static viridian.vswitch.packet.IpProtocol.UDP;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import viridian.vswitch.DropReason;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.packet.Icmpv6;
import viridian.vswitch.packet.IpPrefix;
import viridian.vswitch.packet.Packet;

/** What each guard does with one frame: the table of docs/switch/security.md. A row without reason passes. */
class GuardTableTest {

    private static final Guards DHCP = Guards.NONE.withDhcpGuard(true);
    private static final Guards ROUTER = Guards.NONE.withRouterGuard(true);
    private static final Guards MACS = Guards.NONE.withMacs(List.of(HERE));
    private static final Guards OTHER_MAC = Guards.NONE.withMacs(List.of(THERE));
    private static final Guards TWO_MACS = Guards.NONE.withMacs(List.of(HERE, MacAddress.of(0x00005E000101L)));
    private static final Guards FOUR =
            Guards.NONE.withIpv4(List.of(IpPrefix.parse(HERE4), IpPrefix.parse("10.7.0.0/16")));
    private static final Guards SIX = Guards.NONE.withIpv6(List.of(IpPrefix.parse(HERE6), IpPrefix.parse("fe80::/64")));
    private static final byte[] NOTHING = {};

    static Stream<Arguments> dhcpGuard() {
        return Stream.of(
                row(DHCP, "server to client", ipv4(UDP, udp(67, 68)), DHCP_GUARD),
                row(DHCP, "server of IPv6 to client", ipv6(UDP, udp(547, 546)), DHCP_GUARD),
                row(DHCP, "from another port to a client", ipv4(UDP, udp(4000, 68)), DHCP_GUARD),
                row(DHCP, "client to server", ipv4(UDP, udp(68, 67)), null),
                row(DHCP, "client of IPv6 to server", ipv6(UDP, udp(546, 547)), null),
                row(DHCP, "the port of the other version", ipv6(UDP, udp(67, 68)), null),
                row(DHCP, "TCP with the same ports", ipv4(TCP, tcp(67, 68, 2)), null),
                row(DHCP, "behind IP options", four(UDP, 10, 0, udp(67, 68)), DHCP_GUARD),
                row(DHCP, "behind authentication", ipv4(AUTHENTICATION, authentication(UDP, udp(67, 68))), DHCP_GUARD),
                row(DHCP, "behind extension headers", ipv6(HOP_BY_HOP, chain(UDP, udp(547, 546))), DHCP_GUARD),
                row(DHCP, "behind a tag", frame(0x88A8, tag(5, Packet.IPV4, server())), DHCP_GUARD),
                row(DHCP, "behind LLC/SNAP", frame(36, snap(0, Packet.IPV4, server())), DHCP_GUARD),
                row(DHCP, "first fragment", four(UDP, 0, 0x2000, udp(67, 68)), DHCP_GUARD),
                row(DHCP, "first fragment without ports", four(UDP, 0, 0x2000, NOTHING), DHCP_GUARD),
                row(DHCP, "first fragment of TCP, short", four(TCP, 0, 0x2000, new byte[8]), null),
                row(DHCP, "later fragment alone", four(UDP, 0, 5, udp(67, 68)), null),
                row(DHCP, "IPv6 first fragment cut in a header", six(cutChain()), DHCP_GUARD),
                row(DHCP, "encrypted", ipv4(ESP, new byte[40]), null),
                row(DHCP, "router's advertisement", ipv6(ICMPV6, icmp(134)), null),
                row(DHCP, "UDP that is longer than its packet", four(UDP, 0, 0, tooLong()), INVALID_PACKET),
                row(DHCP, "not IP", frame(0x88B5, server()), null));
    }

    static Stream<Arguments> routerGuard() {
        byte[] redirect = icmp(Icmpv6.REDIRECT);
        byte[] advertisement = icmp(Icmpv6.ROUTER_ADVERTISEMENT);
        return Stream.of(
                row(ROUTER, "advertisement", ipv6(ICMPV6, advertisement), ROUTER_GUARD),
                row(ROUTER, "redirect", ipv6(ICMPV6, redirect), ROUTER_GUARD),
                row(ROUTER, "solicitation", ipv6(ICMPV6, icmp(Icmpv6.ROUTER_SOLICITATION)), null),
                row(ROUTER, "neighbour's question", ipv6(ICMPV6, neighbour(135, THERE6)), null),
                row(ROUTER, "IPv4 redirect", ipv4(ICMP, icmp(5)), ROUTER_GUARD),
                row(ROUTER, "IPv4 advertisement", ipv4(ICMP, icmp(9)), ROUTER_GUARD),
                row(ROUTER, "ping", ipv4(ICMP, icmp(8)), null),
                row(ROUTER, "behind IP options", four(ICMP, 3, 0, icmp(5)), ROUTER_GUARD),
                row(ROUTER, "behind hop-by-hop", ipv6(HOP_BY_HOP, extension(ICMPV6, 1, advertisement)), ROUTER_GUARD),
                row(ROUTER, "behind a chain", ipv6(HOP_BY_HOP, chain(ICMPV6, advertisement)), ROUTER_GUARD),
                row(ROUTER, "behind too long a chain", ipv6(DESTINATION_OPTIONS, longChain()), INVALID_PACKET),
                row(ROUTER, "a lone fragment", six(fragment(ICMPV6, 1, 0, false, advertisement)), ROUTER_GUARD),
                row(ROUTER, "first fragment", six(fragment(ICMPV6, 1, 0, true, advertisement)), ROUTER_GUARD),
                row(ROUTER, "first fragment cut in a header", six(cutChain()), ROUTER_GUARD),
                row(ROUTER, "later fragment alone", six(fragment(ICMPV6, 1, 8, false, advertisement)), null),
                row(ROUTER, "fragments of fragments", six(twoFragments()), INVALID_PACKET),
                row(ROUTER, "first fragment of UDP", six(fragment(UDP, 1, 0, true, udp(1, 2))), null),
                row(ROUTER, "behind two tags", frame(0x88A8, twoTags(advertisement)), ROUTER_GUARD),
                row(ROUTER, "cut off", ipv6(ICMPV6, new byte[] {(byte) 134}), INVALID_PACKET),
                row(ROUTER, "DHCP server", ipv4(UDP, udp(67, 68)), null));
    }

    static Stream<Arguments> lists() {
        return Stream.of(
                row(MACS, "listed source", frame(0x88B5, new byte[46]), null),
                row(OTHER_MAC, "source not listed", frame(0x88B5, new byte[46]), UNAUTHORIZED_MAC),
                row(MACS, "ARP tells another MAC", frame(Packet.ARP, arp(2, THERE, HERE4, THERE4)), UNAUTHORIZED_MAC),
                row(TWO_MACS, "ARP tells a listed MAC", frame(Packet.ARP, arp(2, virtual(), HERE4, THERE4)), null),
                row(FOUR, "listed source", ipv4(TCP, tcp(1, 2, 2)), null),
                row(FOUR, "source within a prefix", from4("10.7.255.9", UDP, udp(1, 2)), null),
                row(FOUR, "source not listed", from4("10.0.0.3", UDP, udp(1, 2)), FAILED_SECURITY_POLICY),
                row(FOUR, "later fragment, not listed", fragmentFrom4("10.0.0.3"), FAILED_SECURITY_POLICY),
                row(FOUR, "IPv6 without a list", ipv6(TCP, tcp(1, 2, 2)), null),
                row(FOUR, "DHCP from 0.0.0.0", from4("0.0.0.0", UDP, udp(68, 67)), null),
                row(FOUR, "IGMP from 0.0.0.0", from4("0.0.0.0", IGMP, new byte[8]), null),
                row(FOUR, "other UDP from 0.0.0.0", from4("0.0.0.0", UDP, udp(68, 69)), FAILED_SECURITY_POLICY),
                row(FOUR, "ARP, sender listed", frame(Packet.ARP, arp(1, HERE, HERE4, THERE4)), null),
                row(
                        FOUR,
                        "ARP, sender foreign",
                        frame(Packet.ARP, arp(2, HERE, THERE4, HERE4)),
                        FAILED_SECURITY_POLICY),
                row(FOUR, "ARP probe, listed", frame(Packet.ARP, arp(1, HERE, "0.0.0.0", HERE4)), null),
                row(
                        FOUR,
                        "ARP probe, foreign",
                        frame(Packet.ARP, arp(1, HERE, "0.0.0.0", THERE4)),
                        FAILED_SECURITY_POLICY),
                row(FOUR, "ARP tells another MAC", frame(Packet.ARP, arp(2, THERE, HERE4, THERE4)), UNAUTHORIZED_MAC),
                row(FOUR, "ARP behind a tag", frame(0x88A8, tag(0, Packet.ARP, forged())), FAILED_SECURITY_POLICY),
                row(FOUR, "ARP cut off", frame(Packet.ARP, new byte[27]), INVALID_PACKET),
                row(SIX, "listed source", ipv6(TCP, tcp(1, 2, 2)), null),
                row(SIX, "source not listed", from6(THERE6, UDP, udp(1, 2)), FAILED_SECURITY_POLICY),
                row(SIX, "IPv4 without a list", from4("10.0.0.3", UDP, udp(1, 2)), null),
                row(SIX, "asks for a neighbour", ipv6(ICMPV6, neighbour(135, THERE6)), null),
                row(
                        SIX,
                        "asks with foreign source",
                        from6(THERE6, ICMPV6, neighbour(135, HERE6)),
                        FAILED_SECURITY_POLICY),
                row(SIX, "advertises itself", ipv6(ICMPV6, neighbour(136, HERE6)), null),
                row(SIX, "advertises another", ipv6(ICMPV6, neighbour(136, THERE6)), FAILED_SECURITY_POLICY),
                row(SIX, "advertises behind headers", ipv6(HOP_BY_HOP, foreignNeighbour()), FAILED_SECURITY_POLICY),
                row(SIX, "is it free, listed", from6("::", ICMPV6, neighbour(135, "fe80::1")), null),
                row(SIX, "is it free, foreign", from6("::", ICMPV6, neighbour(135, THERE6)), FAILED_SECURITY_POLICY),
                row(SIX, "router's solicitation from ::", from6("::", ICMPV6, icmp(133)), null),
                row(SIX, "group report from ::", from6("::", HOP_BY_HOP, extension(ICMPV6, 1, icmp(143))), null),
                row(SIX, "ping from ::", from6("::", ICMPV6, icmp(128)), FAILED_SECURITY_POLICY),
                row(SIX, "UDP from ::", from6("::", UDP, udp(546, 547)), FAILED_SECURITY_POLICY),
                row(SIX, "first fragment cut in a header", six(cutChain()), FAILED_SECURITY_POLICY),
                row(Guards.NONE, "anything without guards", ipv4(UDP, udp(67, 68)), null));
    }

    @ParameterizedTest(name = "{1}: {3}")
    @MethodSource({"dhcpGuard", "routerGuard", "lists"})
    void guardsDecide(Guards guards, String what, Frame frame, @Nullable DropReason expected) {
        GuardedSwitch bench = new GuardedSwitch(guards);
        assertEquals(expected, bench.says(frame), what);
        assertEquals(expected == null ? 1 : 0, bench.bob.heard().size(), what);
    }

    private static Arguments row(Guards guards, String what, Frame frame, @Nullable DropReason expected) {
        return Arguments.of(guards, what, frame, expected);
    }

    private static Frame four(int protocol, int optionWords, int flagsAndOffset, byte[] payload) {
        return frame(Packet.IPV4, v4(HERE4, THERE4, protocol, optionWords, 7, flagsAndOffset, payload));
    }

    private static Frame six(byte[] behindFragmentHeader) {
        return ipv6(FRAGMENT, behindFragmentHeader);
    }

    private static Frame from4(String source, int protocol, byte[] payload) {
        return frame(Packet.IPV4, v4(source, THERE4, protocol, payload));
    }

    private static Frame fragmentFrom4(String source) {
        return frame(Packet.IPV4, v4(source, THERE4, UDP, 0, 7, 5, new byte[8]));
    }

    private static Frame from6(String source, int next, byte[] payload) {
        return frame(Packet.IPV6, v6(source, THERE6, next, payload));
    }

    private static byte[] server() {
        return v4(HERE4, THERE4, UDP, udp(67, 68));
    }

    private static byte[] tooLong() {
        byte[] header = udp(67, 68);
        header[5] = 9;
        return header;
    }

    /** Behind hop-by-hop options: routing, destination options, and an authentication header. */
    private static byte[] chain(int next, byte[] payload) {
        byte[] options = extension(AUTHENTICATION, 2, authentication(next, payload));
        return extension(ROUTING, 1, extension(DESTINATION_OPTIONS, 1, options));
    }

    private static byte[] longChain() {
        byte[] chain = extension(ICMPV6, 1, icmp(134));
        for (int i = 0; i < 20; i++) chain = extension(DESTINATION_OPTIONS, 1, chain);
        return chain;
    }

    /** A first fragment that ends where the header it begins with says that another follows. */
    private static byte[] cutChain() {
        return fragment(DESTINATION_OPTIONS, 1, 0, true, extension(DESTINATION_OPTIONS, 1, NOTHING));
    }

    private static byte[] twoFragments() {
        return fragment(FRAGMENT, 1, 0, false, fragment(ICMPV6, 2, 8, false, icmp(134)));
    }

    private static byte[] twoTags(byte[] message) {
        return tag(5, 0x8100, tag(6, Packet.IPV6, v6(HERE6, THERE6, ICMPV6, message)));
    }

    private static byte[] foreignNeighbour() {
        return extension(ICMPV6, 1, neighbour(Icmpv6.NEIGHBOUR_ADVERTISEMENT, THERE6));
    }

    private static byte[] forged() {
        return arp(2, HERE, THERE4, HERE4);
    }

    private static MacAddress virtual() {
        return MacAddress.of(0x00005E000101L);
    }
}
