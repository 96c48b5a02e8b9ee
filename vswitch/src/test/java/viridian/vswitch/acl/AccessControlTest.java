package viridian.vswitch.acl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static viridian.vswitch.packet.Crafted.HERE;
import static viridian.vswitch.packet.Crafted.THERE;
import static viridian.vswitch.packet.Crafted.arp;
import static viridian.vswitch.packet.Crafted.frame;
import static viridian.vswitch.packet.Crafted.ipv4;
import static viridian.vswitch.packet.Crafted.ipv6;
import static viridian.vswitch.packet.Crafted.tag;
import static viridian.vswitch.packet.Crafted.tcp;
import static viridian.vswitch.packet.Crafted.udp;
import static viridian.vswitch.packet.Crafted.v4;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import viridian.vswitch.PortSettings;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.packet.IpProtocol;
import viridian.vswitch.packet.Packet;

/** What becomes of frames at a port with an access list. The guest is 10.0.0.1 when it speaks, and 10.0.0.2 when it hears. */
class AccessControlTest {

    private static final Frame DNS = ipv4(IpProtocol.UDP, udp(1000, 53));
    private static final Frame WEB = ipv4(IpProtocol.TCP, tcp(1000, 80, 0x10));
    private static final Frame ARP = frame(Packet.ARP, arp(1, HERE, "10.0.0.1", "10.0.0.2"));

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            deny both                                             | out: ---- | in: ----
            deny inbound                                          | out: UTA6 | in: ----
            deny outbound                                         | out: ---- | in: UTA6
            allow both                                            | out: UTA6 | in: UTA6
            deny both remote=any                                  | out: --A- | in: --A-
            deny both remote=0.0.0.0/0                            | out: --A6 | in: --A6
            deny both remote=::/0                                 | out: UTA- | in: UTA-
            deny both remote=10.0.0.2                             | out: --A6 | in: UTA6
            deny both local=10.0.0.2                              | out: UTA6 | in: --A6
            deny both remote=2001:db8::2                          | out: UTA- | in: UTA6
            deny both remote-mac=00-15-5D-00-00-02                | out: ---- | in: UTA6
            deny both local-mac=00-15-5D-00-00-02                 | out: UTA6 | in: ----
            deny both protocol=udp                                | out: -TA- | in: -TA-
            deny both protocol=tcp remote-port=80                 | out: U-A6 | in: UTA6
            deny both protocol=tcp local-port=80                  | out: UTA6 | in: U-A6
            deny both protocol=udp remote-port=50-60              | out: -TA- | in: UTA6
            meter both remote=any                                 | out: UTA6 | in: UTA6
            """)
    void aRuleAloneDeniesWhatItSays(String rule, String out, String in) {
        AclBench bench = new AclBench(rule);
        Frame six = ipv6(IpProtocol.UDP, udp(1000, 53));
        String outwards = letters(bench.out(DNS), bench.out(WEB), bench.out(ARP), bench.out(six));
        String inwards = letters(bench.in(DNS), bench.in(WEB), bench.in(ARP), bench.in(six));
        assertEquals(out + " | " + in, "out: " + outwards + " | in: " + inwards);
    }

    private static String letters(boolean udp, boolean tcp, boolean arp, boolean six) {
        return (udp ? "U" : "-") + (tcp ? "T" : "-") + (arp ? "A" : "-") + (six ? "6" : "-");
    }

    @Test
    void theFirstRuleThatMatchesDecides() {
        AclBench bench = new AclBench("allow outbound protocol=udp weight=2", "deny outbound weight=1");
        assertTrue(bench.out(DNS));
        assertFalse(bench.out(WEB));
        assertEquals(1, bench.denied());
    }

    @Test
    void metersCountFramesAndBytesAndTheNextRuleIsAsked() {
        AclBench bench = new AclBench("meter outbound remote=any weight=2", "deny outbound protocol=tcp weight=1");
        bench.out(DNS);
        bench.out(WEB);
        bench.out(ARP);
        assertEquals(2, bench.count(0).frames());
        assertEquals(DNS.length() + WEB.length(), bench.count(0).bytes());
        assertEquals(1, bench.count(1).frames());
    }

    @Test
    void aMeterBehindTheRuleThatDecidesCountsNothing() {
        AclBench bench = new AclBench("meter outbound remote=any weight=1", "allow outbound weight=2");
        bench.out(DNS);
        assertEquals(0, bench.count(1).frames());
    }

    @Test
    void countersStayWithTheirRuleWhenOthersChange() {
        AclBench bench = new AclBench("meter outbound remote=any");
        bench.out(DNS);
        bench.rules("deny inbound weight=9", "meter outbound remote=any");
        bench.out(DNS);
        assertEquals(2, bench.count(1).frames());
        bench.port.change(bench.port.settings().withMaxFrame(2000));
        assertEquals(2, bench.count(1).frames());
    }

    @Test
    void aPortWithoutRulesHasNothingToAskOrToCount() {
        AclBench bench = new AclBench("deny both");
        PortSettings settings = bench.port.settings();
        bench.port.change(settings.without(AccessList.class));
        assertTrue(bench.out(DNS));
        assertEquals(List.of(), bench.acl.counts(bench.port));
    }

    @Test
    void rulesLookBehindTags() {
        AclBench bench = new AclBench("deny outbound protocol=udp");
        byte[] packet = v4("10.0.0.1", "10.0.0.2", IpProtocol.UDP, udp(1, 2));
        assertFalse(bench.out(frame(0x88A8, tag(10, Packet.IPV4, packet))));
    }

    @Test
    void aDenyingRuleSuspectsWhatCannotBeReadAndAnAllowingOneDoesNotTrustIt() {
        Frame malformed = ipv4(IpProtocol.UDP, new byte[3]);
        assertFalse(new AclBench("deny outbound protocol=udp local-port=1").out(malformed));
        assertFalse(new AclBench("allow outbound protocol=udp weight=1", "deny outbound").out(malformed));
        assertTrue(new AclBench("deny outbound remote=10.9.0.0/16 protocol=udp").out(malformed));
        assertTrue(new AclBench("allow outbound remote=10.0.0.2 weight=1", "deny outbound").out(malformed));
    }

    @Test
    void whatHasNoReadableAddressIsSuspectedByEveryDenyingRuleForIp() {
        Frame noHeader = FrameBuilder.frame(HERE, THERE)
                .type(Packet.IPV4)
                .payload((byte) 0x41)
                .build();
        assertFalse(new AclBench("deny outbound remote=10.9.0.0/16").out(noHeader));
        assertFalse(new AclBench("deny outbound remote=2001:db8::/32").out(noHeader));
        assertTrue(new AclBench("deny inbound remote=10.9.0.0/16").out(noHeader));
        assertTrue(new AclBench("allow outbound remote=any weight=1").out(noHeader));
    }

    @Test
    void aRehearsalNamesTheRuleAndChangesNothing() {
        AclBench bench = new AclBench("deny outbound protocol=tcp", "meter outbound remote=any");
        String told = String.join("\n", bench.rehearsed(WEB));
        assertTrue(told.contains("the access rule 'deny outbound protocol=tcp' decides about it outbound"), told);
        assertTrue(told.contains("acl says drop 8 Filtered"), told);
        assertEquals(0, bench.count(0).frames() + bench.count(1).frames());
    }

    @Test
    void aRehearsalSaysWhenNoRuleDecides() {
        String told = String.join("\n", new AclBench("deny outbound protocol=tcp").rehearsed(DNS));
        assertTrue(told.contains("no access rule allows or denies it outbound, so it passes"), told);
    }
}
