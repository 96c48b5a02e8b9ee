package viridian.vswitch.acl;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static viridian.vswitch.packet.Crafted.HERE4;
import static viridian.vswitch.packet.Crafted.THERE4;
import static viridian.vswitch.packet.Crafted.frame;
import static viridian.vswitch.packet.Crafted.tcp;
import static viridian.vswitch.packet.Crafted.udp;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.packet.Crafted;
import viridian.vswitch.packet.IpProtocol;
import viridian.vswitch.packet.Packet;

/** Packets in pieces: only the first has ports, and the others go where it goes. */
class FragmentTest {

    private static final int MORE = 0x2000;

    private static Frame first(int id, int port) {
        return v4(IpProtocol.UDP, id, MORE, udp(1000, port));
    }

    private static Frame later(int id) {
        return v4(IpProtocol.UDP, id, 1, new byte[16]);
    }

    private static Frame v4(int protocol, int id, int flagsAndOffset, byte[] payload) {
        return frame(Packet.IPV4, Crafted.v4(HERE4, THERE4, protocol, 0, id, flagsAndOffset, payload));
    }

    @Test
    void laterFragmentsFollowTheirFirst() {
        AclBench bench = new AclBench("deny outbound protocol=udp remote-port=53");
        assertTrue(bench.out(first(1, 80)));
        assertTrue(bench.out(later(1)));
        assertFalse(bench.out(first(2, 53)));
        assertFalse(bench.out(later(2)));
        assertTrue(bench.out(later(1)));
    }

    @Test
    void laterFragmentsOfAnAllowedPacketPassEvenIfAllElseIsDenied() {
        AclBench bench = new AclBench("allow outbound protocol=udp remote-port=53 weight=1", "deny outbound");
        assertTrue(bench.out(first(1, 53)));
        assertTrue(bench.out(later(1)));
        assertFalse(bench.out(later(2)));
    }

    @Test
    void aLaterFragmentThatComesFirstIsSuspected() {
        AclBench bench = new AclBench("deny outbound protocol=udp remote-port=53");
        assertFalse(bench.out(later(1)));
    }

    @Test
    void aLaterFragmentNoDenyingRuleCanMeanPasses() {
        assertTrue(new AclBench("deny outbound protocol=tcp remote-port=53").out(later(1)));
        assertTrue(new AclBench("deny outbound protocol=udp remote=10.9.0.0/16").out(later(1)));
        assertTrue(new AclBench("allow outbound protocol=udp weight=1", "deny outbound").out(later(1)));
    }

    @Test
    void aPacketIsNotAwaitedForEver() {
        AclBench bench = new AclBench("deny outbound protocol=udp remote-port=53");
        bench.out(first(1, 80));
        bench.now += 61 * AclBench.SECOND;
        assertFalse(bench.out(later(1)));
    }

    @Test
    void aFirstFragmentTooShortForItsPortsIsSuspected() {
        AclBench bench = new AclBench("deny outbound protocol=tcp remote-port=53");
        assertFalse(bench.out(v4(IpProtocol.TCP, 1, MORE, Arrays.copyOf(tcp(1, 80, 2), 8))));
        assertFalse(bench.out(v4(IpProtocol.TCP, 1, 1, new byte[16])), "nor does the rest pass");
    }

    @Test
    void aFragmentThatWouldOverwriteTheTcpHeaderDoesNotFollow() {
        AclBench bench = new AclBench("deny outbound protocol=tcp remote-port=53");
        assertTrue(bench.out(v4(IpProtocol.TCP, 1, MORE, Arrays.copyOf(tcp(1, 80, 2), 24))));
        assertFalse(bench.out(v4(IpProtocol.TCP, 1, 1, new byte[16])));
        assertTrue(bench.out(v4(IpProtocol.TCP, 1, 3, new byte[16])));
    }

    @Test
    void anIpv6FragmentThatClaimsAnotherProtocolThanItsFirstGainsNothing() {
        AclBench bench = new AclBench("allow outbound protocol=udp weight=1", "deny outbound");
        assertFalse(bench.out(v6(IpProtocol.TCP, 0, tcp(1, 80, 2))));
        assertFalse(bench.out(v6(IpProtocol.UDP, 24, new byte[16])));
        assertTrue(bench.out(v6(IpProtocol.UDP, 0, udp(1, 80))));
        assertTrue(bench.out(v6(IpProtocol.UDP, 24, new byte[16])));
    }

    private static Frame v6(int protocol, int offset, byte[] payload) {
        byte[] whole = Arrays.copyOf(payload, 24);
        return Crafted.ipv6(IpProtocol.FRAGMENT, Crafted.fragment(protocol, 7, offset, true, whole));
    }

    @Test
    void anAnswerInPiecesPassesWhole() {
        AclBench bench = new AclBench("allow inbound weight=1 stateful", "deny both");
        bench.in(frame(Packet.IPV4, Crafted.v4(THERE4, HERE4, IpProtocol.UDP, udp(53, 1000))));
        assertTrue(bench.out(first(1, 53)));
        assertTrue(bench.out(later(1)));
        assertFalse(bench.out(later(2)));
    }
}
