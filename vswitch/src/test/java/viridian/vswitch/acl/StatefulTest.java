package viridian.vswitch.acl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static viridian.vswitch.packet.Crafted.HERE;
import static viridian.vswitch.packet.Crafted.HERE4;
import static viridian.vswitch.packet.Crafted.HERE6;
import static viridian.vswitch.packet.Crafted.THERE;
import static viridian.vswitch.packet.Crafted.THERE4;
import static viridian.vswitch.packet.Crafted.THERE6;
import static viridian.vswitch.packet.Crafted.tcp;
import static viridian.vswitch.packet.Crafted.udp;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.packet.Crafted;
import viridian.vswitch.packet.IpProtocol;
import viridian.vswitch.packet.Packet;

/** Connections a stateful rule lets pass, and what else may pass for them. The guest is HERE, the others are THERE. */
class StatefulTest {

    private static final int FIN = 0x11;
    private static final int SYN = 0x02;
    private static final int SYN_ACK = 0x12;
    private static final int RESET = 0x04;
    private static final int ACK = 0x10;
    private static final long SECOND = AclBench.SECOND;

    private final AclBench bench = new AclBench("allow outbound weight=1 stateful timeout=60", "deny both");

    private static Frame toThere(int protocol, byte[] payload) {
        return Crafted.ipv4(protocol, payload);
    }

    private static Frame toHere(int protocol, byte[] payload) {
        return toHere(Crafted.v4(THERE4, HERE4, protocol, payload));
    }

    private static Frame toHere(byte[] packet) {
        return FrameBuilder.frame(THERE, HERE).type(Packet.IPV4).payload(packet).build();
    }

    private static Frame ask(int port) {
        return toThere(IpProtocol.UDP, udp(port, 53));
    }

    private static Frame answer(int port) {
        return toHere(IpProtocol.UDP, udp(53, port));
    }

    private boolean says(int flags) {
        return bench.out(toThere(IpProtocol.TCP, tcp(1000, 80, flags)));
    }

    private boolean hears(int flags) {
        return bench.in(toHere(IpProtocol.TCP, tcp(80, 1000, flags)));
    }

    private static byte[] echo(int type, int identifier) {
        return ByteBuffer.allocate(16)
                .put((byte) type)
                .putShort(4, (short) identifier)
                .array();
    }

    @Test
    void answersPassAndStrangersDoNot() {
        assertFalse(bench.in(answer(1000)));
        assertTrue(bench.out(ask(1000)));
        assertTrue(bench.in(answer(1000)));
        assertFalse(bench.in(answer(1001)));
        assertFalse(bench.in(toHere(IpProtocol.TCP, tcp(53, 1000, ACK))));
    }

    @Test
    void answersOfTheGuestPassTheOtherWayRound() {
        bench.rules("allow inbound protocol=udp weight=1 stateful timeout=60", "deny both");
        assertFalse(bench.out(ask(1000)));
        assertTrue(bench.in(answer(1000)));
        assertTrue(bench.out(ask(1000)));
    }

    @Test
    void aConnectionIsForgottenWhenItIsIdle() {
        bench.out(ask(1000));
        bench.now += 59 * SECOND;
        assertTrue(bench.in(answer(1000)));
        bench.now += 59 * SECOND;
        assertTrue(bench.in(answer(1000)));
        bench.now += 61 * SECOND;
        assertFalse(bench.in(answer(1000)));
    }

    @Test
    void ipv6IsNoDifferent() {
        Frame answer = FrameBuilder.frame(THERE, HERE)
                .type(Packet.IPV6)
                .payload(Crafted.v6(THERE6, HERE6, IpProtocol.UDP, udp(53, 1000)))
                .build();
        assertFalse(bench.in(answer));
        bench.out(Crafted.ipv6(IpProtocol.UDP, udp(1000, 53)));
        assertTrue(bench.in(answer));
    }

    @Test
    void otherProtocolsAreRememberedByAddresses() {
        assertFalse(bench.in(toHere(47, new byte[16])));
        bench.out(toThere(47, new byte[16]));
        assertTrue(bench.in(toHere(47, new byte[16])));
    }

    @Test
    void aResetEndsAConnectionAtOnce() {
        says(SYN);
        assertTrue(hears(SYN_ACK));
        assertTrue(hears(RESET));
        assertFalse(hears(ACK));
    }

    @Test
    void aResetBeginsNoConnection() {
        assertTrue(says(RESET));
        assertFalse(hears(ACK));
    }

    @Test
    void aConnectionBothSidesHaveFinishedIsForgottenSoon() {
        says(SYN);
        hears(SYN_ACK);
        says(FIN);
        bench.now += 30 * SECOND;
        assertTrue(hears(FIN), "half closed, it may last");
        bench.now += 5 * SECOND;
        assertTrue(hears(ACK), "a last acknowledgement");
        bench.now += 11 * SECOND;
        assertFalse(hears(ACK));
    }

    @Test
    void aNewConnectionBetweenTheSamePortsIsANewOne() {
        says(SYN);
        says(FIN);
        hears(FIN);
        says(SYN);
        bench.now += 30 * SECOND;
        assertTrue(hears(SYN_ACK));
    }

    @Test
    void nobodyOpensAConnectionOfHisOwnInTheNameOfAnAnswer() {
        says(SYN);
        assertFalse(hears(SYN));
        assertTrue(hears(SYN_ACK));
    }

    @Test
    void aPingIsAnsweredByItsIdentifierAndNotAskedBack() {
        assertTrue(bench.out(toThere(IpProtocol.ICMP, echo(8, 7))));
        assertTrue(bench.in(toHere(IpProtocol.ICMP, echo(0, 7))));
        assertFalse(bench.in(toHere(IpProtocol.ICMP, echo(0, 8))));
        assertFalse(bench.in(toHere(IpProtocol.ICMP, echo(8, 7))));
    }

    @Test
    void errorsAboutAConnectionPass() {
        byte[] sent = Crafted.v4(HERE4, THERE4, IpProtocol.UDP, udp(1000, 53));
        Frame error = toHere(Crafted.v4("10.9.9.9", HERE4, IpProtocol.ICMP, quoting(3, sent)));
        assertFalse(bench.in(error));
        bench.out(ask(1000));
        assertTrue(bench.in(error), "a router on the way may say so");
        assertFalse(bench.in(toHere(Crafted.v4("10.9.9.9", HERE4, IpProtocol.ICMP, quoting(5, sent)))), "a redirect");
        byte[] other = Crafted.v4(HERE4, THERE4, IpProtocol.UDP, udp(1001, 53));
        assertFalse(bench.in(toHere(Crafted.v4(THERE4, HERE4, IpProtocol.ICMP, quoting(3, other)))));
        byte[] backwards = Crafted.v4(THERE4, HERE4, IpProtocol.UDP, udp(53, 1000));
        assertFalse(bench.in(toHere(Crafted.v4(THERE4, HERE4, IpProtocol.ICMP, quoting(3, backwards)))));
    }

    @Test
    void errorsThatQuoteTooLittleDoNotPass() {
        byte[] sent = Crafted.v4(HERE4, THERE4, IpProtocol.UDP, udp(1000, 53));
        bench.out(ask(1000));
        for (int length = 0; length < sent.length; length++) {
            byte[] quote = quoting(3, Arrays.copyOf(sent, length));
            assertFalse(bench.in(toHere(Crafted.v4(THERE4, HERE4, IpProtocol.ICMP, quote))), "quotes " + length);
        }
    }

    @Test
    void anErrorAboutAPingPasses() {
        bench.out(toThere(IpProtocol.ICMP, echo(8, 7)));
        byte[] sent = Crafted.v4(HERE4, THERE4, IpProtocol.ICMP, echo(8, 7));
        assertTrue(bench.in(toHere(Crafted.v4(THERE4, HERE4, IpProtocol.ICMP, quoting(11, sent)))));
    }

    @Test
    void packetTooBigPassesInIpv6() {
        bench.out(Crafted.ipv6(IpProtocol.UDP, udp(1000, 53)));
        byte[] sent = Crafted.v6(HERE6, THERE6, IpProtocol.UDP, udp(1000, 53));
        Frame error = FrameBuilder.frame(THERE, HERE)
                .type(Packet.IPV6)
                .payload(Crafted.v6("2001:db8::99", HERE6, IpProtocol.ICMPV6, quoting(2, sent)))
                .build();
        assertTrue(bench.in(error));
    }

    private static byte[] quoting(int type, byte[] packet) {
        return ByteBuffer.allocate(8 + packet.length)
                .put((byte) type)
                .put(8, packet)
                .array();
    }

    @Test
    void connectionsOutliveAChangeOfRulesThatStillLetsThemPass() {
        bench.out(ask(1000));
        bench.rules(
                "allow outbound protocol=udp remote-port=53 weight=3 stateful timeout=60",
                "meter both remote=any weight=9",
                "deny both");
        assertTrue(bench.in(answer(1000)));
    }

    @Test
    void connectionsEndWithTheRuleThatLetThemPass() {
        bench.out(ask(1000));
        bench.rules("allow outbound protocol=tcp weight=3 stateful timeout=60", "deny both");
        assertFalse(bench.in(answer(1000)));
        bench.rules("allow outbound weight=1 stateful timeout=60", "deny both");
        assertFalse(bench.in(answer(1000)), "and do not come back with it");
    }

    @Test
    void aRehearsalRemembersNothing() {
        String told = String.join("\n", bench.rehearsed(ask(1000)));
        assertTrue(told.contains("'allow outbound weight=1 stateful timeout=60' decides"), told);
        assertFalse(bench.in(answer(1000)));
        assertEquals(0, bench.acl.connections(bench.port, bench.now));
    }

    @Test
    void aRehearsalSaysThatAFrameAnswersAConnectionAndKeepsItNoLongerAlive() {
        bench.rules("allow inbound weight=1 stateful timeout=60", "deny both");
        bench.in(answer(1000));
        bench.now += 50 * SECOND;
        String told = String.join("\n", bench.rehearsed(ask(1000)));
        assertTrue(
                told.contains("it answers a connection that was let pass, so 'deny both' does not hold for it"), told);
        bench.now += 20 * SECOND;
        assertFalse(bench.out(ask(1000)));
    }

    @Test
    void aFloodOfUnansweredConnectionsDoesNotEndAnAnsweredOne() {
        bench.rules("allow both weight=1 stateful timeout=60", "deny both");
        bench.out(ask(1000));
        bench.in(answer(1000));
        for (int i = 0; i < 2 * Connections.CAPACITY; i++) {
            bench.now += 1000;
            bench.in(toHere(IpProtocol.TCP, tcp(i % 50_000, 2000 + i / 50_000, SYN)));
        }
        bench.rules("allow outbound weight=1 stateful timeout=60", "deny both");
        assertTrue(bench.in(answer(1000)));
        assertTrue(bench.acl.evictions(bench.port) > 0);
    }
}
