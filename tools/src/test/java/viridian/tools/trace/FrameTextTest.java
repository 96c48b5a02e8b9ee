package viridian.tools.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import viridian.tools.options.Options;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.MacAddress;

/** A few words make a frame, byte by byte as the standards have it. */
class FrameTextTest {

    private static final MacAddress OWN = MacAddress.parse("00-15-5D-00-00-01");

    @Test
    void withoutMoreWordsItIsAnExperimentalFrameOfTheShortestLength() {
        Frame frame = frame("dst=00-15-5D-00-00-02");
        assertEquals("00-15-5D-00-00-01 > 00-15-5D-00-00-02 type 88b5, 60 bytes", frame.toString());
    }

    @Test
    void aTagHasVlanAndPriority() {
        assertEquals(
                5 << 13 | 10,
                frame("dst=FF-FF-FF-FF-FF-FF", "vlan=10", "priority=5").tag());
        assertEquals(0, frame("dst=FF-FF-FF-FF-FF-FF", "vlan=0").tag());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // RFC 826: hardware 1, protocol 0800, lengths 6 and 4, request
                "arp=request from=10.0.0.1 to=10.0.0.2 | ffffffffffff00155d0000010806 0001080006040001 00155d0000010a000001 0000000000000a000002",
                // RFC 791, RFC 768
                "dst=00-15-5D-00-00-02 from=10.0.0.1 to=10.0.0.2 proto=udp from-port=67 to-port=68 | 00155d00000200155d0000010800 4500001c00000000401166cf0a0000010a000002 004300440008eb54",
                // RFC 9293: a SYN
                "dst=00-15-5D-00-00-02 from=10.0.0.1 to=10.0.0.2 proto=tcp from-port=1 to-port=443 | 00155d00000200155d0000010800 4500002800000000400666ce0a0000010a000002 000101bb00000000000000005002ffff9a240000",
                // RFC 792: an echo request
                "dst=00-15-5D-00-00-02 from=10.0.0.1 to=10.0.0.2 | 00155d00000200155d0000010800 4500001c00000000400166df0a0000010a000002 0800f7ff00000000",
                // RFC 8200, RFC 4861: a router's advertisement to all nodes
                "from=fe80::1 to=ff02::1 proto=icmp icmp-type=134 | 33330000000100155d00000186dd 60000000 00083aff fe800000000000000000000000000001 ff020000000000000000000000000001 86007c3700000000",
            })
    void theBytesAreThoseOfTheStandard(String words, String hex) {
        Frame frame = frame(words.split(" "));
        String bytes = hex.replace(" ", "");
        String padding = "0".repeat(Math.max(0, 120 - bytes.length()));
        assertEquals(bytes + padding, FrameText.hex(frame));
    }

    @Test
    void groupsAreKnownByTheirIpAddress() {
        assertEquals(
                0x0100_5E7F_0001L,
                frame("from=10.0.0.1", "to=239.255.0.1", "proto=udp").destination());
        assertEquals(
                Frame.BROADCAST,
                frame("from=10.0.0.1", "to=255.255.255.255", "proto=udp").destination());
    }

    @Test
    void bytesAreReadAsAWireHasThem() {
        Frame frame = FrameText.bytes("ff ff ff ff ff ff 00:15:5d:00:00:01 81-00-a0-0a 88b5 0102");
        assertEquals(5 << 13 | 10, frame.tag());
        assertEquals(16, frame.length());
        assertEquals("ffffffffffff00155d0000018100a00a88b50102", FrameText.hex(frame));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "vlan=10                   | dst is missing, the address the frame goes to",
                "dst=zz                    | 'zz' is no MAC address; one looks like 00-15-5D-01-02-03",
                "dst=FF-FF-FF-FF-FF-FF vlan=4096 | vlan is a number from 0 to 4095, not '4096'",
                "dst=FF-FF-FF-FF-FF-FF type=ham  | type is an EtherType such as 0x0800, or arp, ipv4 or ipv6, not 'ham'",
                "dst=FF-FF-FF-FF-FF-FF length=13 | length is a number from 14 to 65549, not '13'",
                "from=10.0.0.1             | from and to belong together",
                "from=10.0.0.1 to=fe80::1  | from and to are both IPv4 or both IPv6 addresses",
                "from=ten to=10.0.0.1      | from is an IP address, not 'ten'",
                "from=10.0.0.1 to=10.0.0.2 proto=sctpp | proto is tcp, udp, icmp or a number from 0 to 255, not 'sctpp'",
                "from=10.0.0.1 to=10.0.0.2 to-port=1   | from-port and to-port go with proto=tcp or proto=udp",
                "dst=FF-FF-FF-FF-FF-FF proto=tcp       | proto goes with from= and to=",
                "arp=yes from=10.0.0.1 to=10.0.0.2     | arp is request or reply, not 'yes'",
                "arp=request from=fe80::1 to=fe80::2   | ARP is for IPv4 addresses",
            })
    void wordsThatMakeNoFrameAreRefused(String words, String sentence) {
        assertEquals(
                sentence,
                assertThrows(IllegalArgumentException.class, () -> frame(words.split(" ")))
                        .getMessage());
    }

    @Test
    void withoutAnAddressOfItsOwnThePortsSourceHasToBeSaid() {
        assertEquals(
                "src is missing: the port has no address of its own",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> FrameText.frame(Options.parse(List.of("dst=FF-FF-FF-FF-FF-FF")), MacAddress.NONE))
                        .getMessage());
    }

    private static Frame frame(String... words) {
        return FrameText.frame(Options.parse(List.of(words)), OWN);
    }
}
