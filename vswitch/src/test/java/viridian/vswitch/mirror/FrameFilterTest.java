package viridian.vswitch.mirror;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.MacAddress;

class FrameFilterTest {

    private static final MacAddress ALICE = MacAddress.parse("00-15-5D-00-00-01");
    private static final MacAddress BOB = MacAddress.parse("00-15-5D-00-00-02");

    /** 10.0.0.1 port 1025 to 10.0.0.2 port 80, in VLAN 10. */
    private static final Frame WEB = ipv4(6, 20, 1025, 80).vlan(10).build();

    /** 10.0.0.1 port 1025 to 10.0.0.2 port 53. */
    private static final Frame NAME = ipv4(17, 8, 1025, 53).build();

    @ParameterizedTest(name = "filter {0}")
    @ValueSource(
            strings = {
                "",
                "ip",
                "tcp",
                "vlan",
                "vlan 10",
                "not arp",
                "! arp",
                "host 10.0.0.1",
                "src host 10.0.0.1",
                "ip host 10.0.0.2",
                "ip dst host 10.0.0.2",
                "net 10.0.0.0/24",
                "dst net 10.0.0.2/31",
                "port 80",
                "tcp port 80",
                "TCP Dst Port 80",
                "tcp src port 1024-1030",
                "ether host 00:15:5d:00:00:01",
                "ether src 00-15-5D-00-00-01",
                "ether dst host 00155D000002",
                "ether proto 0x0800",
                "ether proto 2048",
                "less 60",
                "greater 54",
                "tcp and vlan 10 and port 80",
                "arp or tcp",
                "vlan 10 and (arp or tcp port 80)",
                "vlan 10 && !(arp||udp)",
                "not not tcp",
            })
    void matchesTheWebsFrame(String filter) {
        assertTrue(matches(filter, WEB));
        assertFalse(matches("not (" + (filter.isEmpty() ? "greater 0" : filter) + ")", WEB));
    }

    @ParameterizedTest(name = "filter {0}")
    @ValueSource(
            strings = {
                "arp",
                "ip6",
                "udp",
                "icmp",
                "icmp6",
                "igmp",
                "vlan 11",
                "broadcast",
                "multicast",
                "host 10.0.0.3",
                "dst host 10.0.0.1",
                "net 10.0.1.0/24",
                "port 81",
                "udp port 80",
                "src port 80",
                "host ::1",
                "ether host 00-15-5D-00-00-03",
                "ether dst 00-15-5D-00-00-01",
                "less 59",
                "greater 61",
                "tcp and arp"
            })
    void doesNotMatchTheWebsFrame(String filter) {
        assertFalse(matches(filter, WEB));
    }

    @Test
    void aFrameWithoutVlanIsInVlanZero() {
        assertFalse(matches("vlan", NAME));
        assertTrue(matches("vlan 0", NAME));
    }

    @Test
    void anArpPacketIsFromAndAboutHosts() {
        byte[] request = bytes("0001 0800 06 04 0001 00155D000001 0A000001 000000000000 0A000002");
        Frame frame =
                FrameBuilder.broadcast(ALICE).type(0x0806).payload(request).build();
        for (String filter : new String[] {"arp", "arp host 10.0.0.2", "src host 10.0.0.1", "broadcast", "multicast"}) {
            assertTrue(matches(filter, frame), filter);
        }
        assertFalse(matches("ip host 10.0.0.1", frame));
        assertFalse(matches("dst host 10.0.0.1", frame));
    }

    @Test
    void ipv6IsReadAsWell() {
        byte[] packet = bytes("60000000 0008 11 40 20010DB8000000000000000000000001 FF020000000000000000000000000001"
                + "0223 0222 0008 0000");
        Frame frame =
                FrameBuilder.frame(ALICE, BOB).type(0x86DD).payload(packet).build();
        for (String filter : new String[] {"ip6", "ip6 src net 2001:db8::/32", "udp port 546", "dst host ff02::1"}) {
            assertTrue(matches(filter, frame), filter);
        }
        assertFalse(matches("ip host 10.0.0.1 or net 0.0.0.0/0", frame));
    }

    @ParameterizedTest(name = "filter {0}")
    @CsvSource(delimiter = '|', textBlock = """
                    tcp port http           | a number from 0 to 65535 is wanted, not 'http'
                    tcp port                | a number from 0 to 65535 is wanted, not the end
                    port 90-80              | the range 90-80 ends before it begins
                    port 70000              | 70000 is more than 65535
                    vlan 4096               | 4096 is more than 4095
                    tpc port 80             | 'tpc' is no word of a filter
                    host 10.0.0             | '10.0.0' is no IP address; one looks like 10.0.0.1 or 2001:db8::1
                    host                    | an IP address is missing at its end
                    host 10.0.0.0/24        | a host has no prefix length; 'net' has
                    net 10.0.0.1/24         | 10.0.0.1 has bits set behind its first 24; the prefix is 10.0.0.0/24
                    ether 00-15-5D-01-02-03 | 'ether' wants host, src, dst or proto behind it, not '00-15-5d-01-02-03'
                    ether src 5             | '5' is no MAC address; one looks like 00-15-5D-01-02-03
                    src 10.0.0.1            | 'src' wants host, net or port behind it, not '10.0.0.1'
                    arp or ip and tcp       | 'and' and 'or' stand side by side: say by parentheses what belongs together
                    (arp                    | a '(' is not closed
                    arp)                    | ')' is one word too many
                    arp ip                  | 'ip' is one word too many
                    arp and                 | it ends too early
                    """)
    void aFilterThatIsNoneIsRefusedWithASentence(String filter, String sentence) {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> FrameFilter.parse(filter));
        assertEquals("the filter '" + filter + "' cannot be read: " + sentence, refused.getMessage());
    }

    @Test
    void aFilterThatNestsForEverIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> FrameFilter.parse("(".repeat(100_000)));
        assertThrows(IllegalArgumentException.class, () -> FrameFilter.parse("not ".repeat(100_000) + "arp"));
    }

    @Test
    void anyWordsGiveAFilterOrASentence() {
        String[] words = {
            "and", "or", "not", "(", ")", "host", "net", "port", "src", "dst", "ether", "tcp", "arp", "vlan"
        };
        String[] values = {
            "10.0.0.1", "::1/128", "80", "1-2", "0x", "00-15-5D-01-02-03", "-", "/", "999999", "proto", ""
        };
        long seed = 7;
        SplittableRandom random = new SplittableRandom(seed);
        int read = 0;
        for (int run = 0; run < 100_000; run++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(6); i >= 0; i--) {
                String[] some = random.nextInt(3) == 0 ? values : words;
                text.append(some[random.nextInt(some.length)]).append(' ');
            }
            try {
                matches(text.toString(), WEB);
                read++;
            } catch (IllegalArgumentException refused) {
                assertTrue(
                        String.valueOf(refused.getMessage()).startsWith("the filter '"),
                        () -> "seed " + seed + ": " + refused);
            }
        }
        assertTrue(read > 1000);
    }

    @Test
    void filtersAreEqualByTheirText() {
        assertEquals(FrameFilter.parse(" arp "), FrameFilter.parse("arp"));
        assertEquals("arp", FrameFilter.parse(" arp ").toString());
    }

    private static FrameBuilder ipv4(int protocol, int headerBytes, int sourcePort, int destinationPort) {
        byte[] packet = new byte[20 + headerBytes];
        byte[] header = bytes("45000000 00000000 40000000 0A000001 0A000002");
        System.arraycopy(header, 0, packet, 0, 20);
        packet[3] = (byte) packet.length;
        packet[9] = (byte) protocol;
        packet[20] = (byte) (sourcePort >>> 8);
        packet[21] = (byte) sourcePort;
        packet[22] = (byte) (destinationPort >>> 8);
        packet[23] = (byte) destinationPort;
        if (protocol == 6) packet[32] = 0x50;
        return FrameBuilder.frame(ALICE, BOB).type(0x0800).payload(packet);
    }

    private static boolean matches(String filter, Frame frame) {
        return FrameFilter.parse(filter).matches(frame, frame.vlan());
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }
}
