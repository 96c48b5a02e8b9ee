package viridian.vswitch.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
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

import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.packet.Packet.State;

class PacketTest {

    private static final byte[] NOTHING = {};
    private final Packet packet = new Packet();

    @Test
    void tellsWhoSpeaksToWhomAtWhichPorts() {
        assertEquals(State.WHOLE, packet.read(ipv4(IpProtocol.UDP, udp(68, 67))));
        assertEquals("10.0.0.1 > 10.0.0.2 UDP 68 > 67", packet.toString());
        assertEquals(State.WHOLE, packet.read(ipv6(IpProtocol.TCP, tcp(4000, 443, 0x12))));
        assertEquals("2001:db8::1 > 2001:db8::2 TCP 4000 > 443", packet.toString());
        assertEquals(0x12, packet.tcpFlags());
        assertEquals(255, packet.hopLimit());
    }

    @Test
    void findsTheTransportBehindOptionsAndStopsAtThePaddingOfTheFrame() {
        byte[] datagram = v4("10.0.0.1", "10.0.0.2", IpProtocol.UDP, 10, 7, 0, udp(67, 68));
        packet.read(frame(Packet.IPV4, Arrays.copyOf(datagram, 100)));
        assertEquals(State.WHOLE, packet.state());
        assertEquals(67, packet.sourcePort());
        assertEquals(14 + 60, packet.transportAt());
        assertEquals(14 + 68, packet.end());
        assertEquals(64, packet.hopLimit());
    }

    @Test
    void walksExtensionHeaders() {
        byte[] message = icmp(Icmpv6.ROUTER_ADVERTISEMENT);
        byte[] chain = extension(
                IpProtocol.ROUTING,
                1,
                extension(
                        IpProtocol.AUTHENTICATION,
                        3,
                        authentication(IpProtocol.DESTINATION_OPTIONS, extension(IpProtocol.ICMPV6, 2, message))));
        packet.read(ipv6(IpProtocol.HOP_BY_HOP, chain));
        assertEquals(State.WHOLE, packet.state());
        assertTrue(packet.isIcmp());
        assertEquals(Icmpv6.ROUTER_ADVERTISEMENT, packet.icmpType());
        assertEquals(14 + 40 + 8 + 24 + 24 + 16, packet.transportAt());
    }

    @Test
    void givesUpOnAChainNoHonestPacketHas() {
        byte[] chain = icmp(Icmpv6.ROUTER_ADVERTISEMENT);
        for (int i = 0; i < 8; i++)
            chain = extension(i == 0 ? IpProtocol.ICMPV6 : IpProtocol.DESTINATION_OPTIONS, 1, chain);
        assertEquals(State.WHOLE, packet.read(ipv6(IpProtocol.DESTINATION_OPTIONS, chain)));
        byte[] longer = extension(IpProtocol.DESTINATION_OPTIONS, 1, chain);
        assertEquals(State.MALFORMED, packet.read(ipv6(IpProtocol.DESTINATION_OPTIONS, longer)));
    }

    @Test
    void encryptedAndUnknownProtocolsAreWholeWithoutPorts() {
        packet.read(ipv6(IpProtocol.ESP, new byte[40]));
        assertEquals(State.WHOLE, packet.state());
        assertEquals(IpProtocol.ESP, packet.protocol());
        assertFalse(packet.hasPorts());
        assertFalse(packet.isIcmp());
        assertEquals(State.WHOLE, packet.read(ipv4(IpProtocol.IGMP, NOTHING)));
        assertEquals(State.WHOLE, packet.read(ipv6(IpProtocol.NOTHING, NOTHING)));
    }

    @Test
    void eachIpVersionHasItsOwnIcmp() {
        packet.read(ipv4(IpProtocol.ICMPV6, icmp(134)));
        assertFalse(packet.isIcmp());
        packet.read(ipv6(IpProtocol.ICMP, icmp(5)));
        assertFalse(packet.isIcmp());
        packet.read(ipv4(IpProtocol.ICMP, icmp(5)));
        assertTrue(packet.isIcmp());
    }

    @Test
    void tellsWhomANeighbourMessageIsAbout() {
        packet.read(ipv6(IpProtocol.ICMPV6, neighbour(Icmpv6.NEIGHBOUR_ADVERTISEMENT, "fe80::7")));
        assertEquals(IpAddress.parse("fe80::7"), IpAddress.v6(packet.neighbourHigh(), packet.neighbourLow()));
        byte[] cut = Arrays.copyOf(neighbour(Icmpv6.NEIGHBOUR_ADVERTISEMENT, "fe80::7"), 23);
        assertEquals(State.MALFORMED, packet.read(ipv6(IpProtocol.ICMPV6, cut)));
    }

    @Test
    void readsArp() {
        byte[] question = Crafted.arp(1, Crafted.HERE, "10.0.0.1", "10.0.0.9");
        assertEquals(State.ARP, packet.read(frame(Packet.ARP, question)));
        assertEquals("ARP from 10.0.0.1 at 00-15-5D-00-00-01 about 10.0.0.9", packet.toString());
        assertEquals(1, packet.arpOperation());
        assertEquals(State.MALFORMED, packet.read(frame(Packet.ARP, Arrays.copyOf(question, 27))));
    }

    @Test
    void readsArpThatCallsEthernetByItsOtherNumber() {
        byte[] question = Crafted.arp(1, Crafted.HERE, "10.0.0.1", "10.0.0.9");
        question[1] = 6;
        assertEquals(State.ARP, packet.read(frame(Packet.ARP, question)));
        question[1] = 7;
        assertEquals(State.MALFORMED, packet.read(frame(Packet.ARP, question)));
    }

    @Test
    void looksBehindTagsAndSnapHeaders() {
        byte[] datagram = v4("10.0.0.1", "10.0.0.2", IpProtocol.UDP, udp(67, 68));
        byte[] tagged = tag(5, 0x88A8, tag(0, 0x9100, tag(7, 40, snap(0, 0x8100, tag(0, Packet.IPV4, datagram)))));
        packet.read(frame(0x8100, tagged));
        assertEquals(Packet.IPV4, packet.etherType());
        assertEquals(State.WHOLE, packet.state());
        assertEquals(67, packet.sourcePort());
        assertEquals(State.WHOLE, packet.read(frame(3, snap(0xF8, Packet.IPV4, datagram))));
    }

    @Test
    void tagsWithoutEndAreMalformed() {
        byte[] tags = v4("10.0.0.1", "10.0.0.2", IpProtocol.UDP, udp(67, 68));
        for (int i = 0; i < 8; i++) tags = tag(0, i == 0 ? Packet.IPV4 : 0x8100, tags);
        assertEquals(State.WHOLE, packet.read(frame(0x8100, tags)));
        assertEquals(State.MALFORMED, packet.read(frame(0x8100, tag(0, 0x8100, tags))));
        assertEquals(State.MALFORMED, packet.read(frame(0x8100, new byte[] {0, 0, 8})));
    }

    @Test
    void whatIsNeitherArpNorIpIsOther() {
        assertEquals(State.OTHER, packet.read(frame(0x88B5, new byte[50])));
        assertEquals(State.OTHER, packet.read(frame(40, new byte[50])));
        assertEquals(40, packet.etherType());
        assertEquals(State.OTHER, packet.read(frame(3, snap(1, Packet.IPV4, NOTHING))));
        assertEquals(State.OTHER, packet.read(frame(3, Arrays.copyOf(snap(0, 0, NOTHING), 7))));
        assertEquals(0, packet.version());
    }

    @Test
    void firstFragmentsAreReadAndLaterOnesKnowTheirAddresses() {
        packet.read(frame(Packet.IPV4, v4("10.0.0.1", "10.0.0.2", IpProtocol.UDP, 0, 77, 0x2000, udp(67, 68))));
        assertEquals(State.FIRST_FRAGMENT, packet.state());
        assertEquals(67, packet.sourcePort());
        assertTrue(packet.isFragment());
        packet.read(frame(Packet.IPV4, v4("10.0.0.1", "10.0.0.2", IpProtocol.UDP, 0, 77, 0x0001, udp(67, 68))));
        assertEquals(State.LATER_FRAGMENT, packet.state());
        assertEquals(8, packet.fragmentOffset());
        assertEquals(77, packet.fragmentId());
        assertFalse(packet.hasPorts());
        assertEquals("10.0.0.1 > 10.0.0.2, further fragment at 8", packet.toString());
    }

    @Test
    void fragmentsOfIpv6AreReadBehindTheirHeader() {
        packet.read(ipv6(
                IpProtocol.HOP_BY_HOP,
                extension(IpProtocol.FRAGMENT, 1, fragment(IpProtocol.UDP, 0x8000_0001, 0, true, udp(547, 546)))));
        assertEquals(State.FIRST_FRAGMENT, packet.state());
        assertEquals(547, packet.sourcePort());
        assertEquals(0x8000_0001L, packet.fragmentId());
        packet.read(ipv6(IpProtocol.FRAGMENT, fragment(IpProtocol.UDP, 5, 1448, false, new byte[3])));
        assertEquals(State.LATER_FRAGMENT, packet.state());
        assertEquals(1448, packet.fragmentOffset());
    }

    @Test
    void aFragmentThatIsAllThereIsIsWhole() {
        packet.read(ipv6(IpProtocol.FRAGMENT, fragment(IpProtocol.ICMPV6, 1, 0, false, icmp(134))));
        assertEquals(State.WHOLE, packet.state());
        assertEquals(134, packet.icmpType());
        assertFalse(packet.isFragment());
    }

    @Test
    void aFirstFragmentThatEndsInItsHeadersIsTooShort() {
        byte[] header = extension(IpProtocol.ICMPV6, 4, NOTHING);
        packet.read(ipv6(
                IpProtocol.FRAGMENT, fragment(IpProtocol.DESTINATION_OPTIONS, 1, 0, true, Arrays.copyOf(header, 8))));
        assertEquals(State.SHORT_FRAGMENT, packet.state());
        assertEquals(IpProtocol.DESTINATION_OPTIONS, packet.protocol());
        packet.read(ipv6(IpProtocol.FRAGMENT, fragment(IpProtocol.DESTINATION_OPTIONS, 1, 0, true, header)));
        assertEquals(State.SHORT_FRAGMENT, packet.state());
        assertEquals(IpProtocol.ICMPV6, packet.protocol());
        packet.read(frame(Packet.IPV4, v4("10.0.0.1", "10.0.0.2", IpProtocol.TCP, 0, 1, 0x2000, new byte[16])));
        assertEquals(State.SHORT_FRAGMENT, packet.state());
        assertEquals("10.0.0.1 > 10.0.0.2, a first fragment too short to judge", packet.toString());
    }

    @Test
    void twoFragmentHeadersAreMalformed() {
        byte[] inner = fragment(IpProtocol.ICMPV6, 2, 8, false, icmp(134));
        packet.read(ipv6(IpProtocol.FRAGMENT, fragment(IpProtocol.FRAGMENT, 1, 0, false, inner)));
        assertEquals(State.MALFORMED, packet.state());
    }

    @Test
    void fragmentsThatNoPacketIsMadeOfAreMalformed() {
        packet.read(frame(Packet.IPV4, v4("10.0.0.1", "10.0.0.2", IpProtocol.UDP, 0, 1, 0x2001, new byte[9])));
        assertEquals(State.MALFORMED, packet.state(), "not a multiple of eight, and more follow");
        packet.read(frame(Packet.IPV4, v4("10.0.0.1", "10.0.0.2", IpProtocol.UDP, 0, 1, 0x1FFF, new byte[8])));
        assertEquals(State.MALFORMED, packet.state(), "beyond 65535 bytes");
    }

    @Test
    void aLargeSendWithoutLengthsIsWhatIsThere() {
        byte[] four = v4("10.0.0.1", "10.0.0.2", IpProtocol.TCP, Arrays.copyOf(tcp(1, 2, 0), 4000));
        four[2] = four[3] = 0;
        assertEquals(State.WHOLE, packet.read(frame(Packet.IPV4, four)));
        assertEquals(14 + 4020, packet.end());
        byte[] six = v6("::1", "::2", IpProtocol.TCP, Arrays.copyOf(tcp(1, 2, 0), 4000));
        six[4] = six[5] = 0;
        assertEquals(State.WHOLE, packet.read(frame(Packet.IPV6, six)));
        assertEquals(14 + 4040, packet.end());
    }

    /** Offset in an IPv4 packet with UDP, and a value there that cannot be. */
    @ParameterizedTest
    @ValueSource(strings = {"0=65", "0=68", "0=78", "3=19", "3=29", "2=1", "25=7", "25=9"})
    void lengthsOfIpv4ThatCannotBeAreMalformed(String change) {
        byte[] datagram = v4("10.0.0.1", "10.0.0.2", IpProtocol.UDP, udp(1, 2));
        assertMalformed(Packet.IPV4, datagram, change);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0=64", "5=21", "5=19", "4=1", "52=64", "52=96"})
    void lengthsOfIpv6ThatCannotBeAreMalformed(String change) {
        assertMalformed(Packet.IPV6, v6("::1", "::2", IpProtocol.TCP, tcp(1, 2, 0)), change);
    }

    private void assertMalformed(int type, byte[] bytes, String change) {
        assertEquals(State.WHOLE, packet.read(frame(type, bytes)));
        String[] where = change.split("=", 2);
        bytes[Integer.parseInt(where[0])] = (byte) Integer.parseInt(where[1]);
        assertEquals(State.MALFORMED, packet.read(frame(type, bytes)), change);
    }

    @Test
    void everyTruncationIsMalformedOrAtLeastNotWhole() {
        Frame whole = ipv6(IpProtocol.HOP_BY_HOP, extension(IpProtocol.UDP, 2, udp(547, 546)));
        byte[] bytes = whole.bytes().toArray(ValueLayout.JAVA_BYTE);
        for (int length = Frame.HEADER_BYTES; length < bytes.length; length++) {
            assertEquals(State.MALFORMED, packet.read(Frame.of(Arrays.copyOf(bytes, length))), "cut to " + length);
        }
    }
}
