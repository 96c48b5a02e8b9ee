package viridian.vswitch.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static viridian.vswitch.packet.Crafted.HERE4;
import static viridian.vswitch.packet.Crafted.THERE4;
import static viridian.vswitch.packet.Crafted.extension;
import static viridian.vswitch.packet.Crafted.fragment;
import static viridian.vswitch.packet.Crafted.icmp;
import static viridian.vswitch.packet.Crafted.ipv6;
import static viridian.vswitch.packet.Crafted.udp;
import static viridian.vswitch.packet.Crafted.v4;

import org.junit.jupiter.api.Test;
import viridian.vswitch.DropReason;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.packet.Crafted;
import viridian.vswitch.packet.IpProtocol;
import viridian.vswitch.packet.Packet;

/** Further fragments follow their first. */
class FragmentGuardTest {

    private static final Guards BOTH = Guards.NONE.withDhcpGuard(true).withRouterGuard(true);
    private final GuardedSwitch bench = new GuardedSwitch(BOTH);

    @Test
    void furtherFragmentsOfARefusedPacketAreRefusedForTheSameReason() {
        assertEquals(DropReason.ROUTER_GUARD, bench.says(first6(1, IpProtocol.ICMPV6, icmp(134))));
        assertEquals(DropReason.ROUTER_GUARD, bench.says(later6(1, 16)));
        assertNull(bench.says(later6(2, 16)), "of another packet");
        assertEquals(DropReason.DHCP_GUARD, bench.says(four(1, 0x2000, udp(67, 68))));
        assertEquals(DropReason.DHCP_GUARD, bench.says(four(1, 0x2001, new byte[8])));
        assertEquals(DropReason.DHCP_GUARD, bench.says(four(1, 0x0002, new byte[5])));
    }

    @Test
    void thoseOfAShortFirstFragmentAreRefusedWithIt() {
        byte[] cut = extension(IpProtocol.DESTINATION_OPTIONS, 1, new byte[0]);
        assertEquals(DropReason.DHCP_GUARD, bench.says(first6(1, IpProtocol.DESTINATION_OPTIONS, cut)));
        assertEquals(DropReason.DHCP_GUARD, bench.says(later6(1, 8)));
    }

    @Test
    void thoseOfAnHonestPacketPass() {
        assertNull(bench.says(first6(1, IpProtocol.UDP, udp(1000, 2000))));
        assertNull(bench.says(later6(1, 8)));
        assertNull(bench.says(later6(1, 16)));
        assertEquals(3, bench.bob.heard().size());
    }

    @Test
    void aFragmentOverTheHeadersThatWereJudgedIsRefused() {
        byte[] headers = extension(IpProtocol.UDP, 1, udp(1000, 2000));
        assertNull(bench.says(first6(1, IpProtocol.DESTINATION_OPTIONS, headers)));
        assertEquals(DropReason.INVALID_PACKET, bench.says(later6(1, 8)));
        assertNull(bench.says(later6(1, 16)));
    }

    @Test
    void aPacketThatTakesTheNumberOfARefusedOneIsJudgedAnew() {
        bench.says(first6(1, IpProtocol.ICMPV6, icmp(134)));
        assertNull(bench.says(first6(1, IpProtocol.UDP, udp(1000, 2000))));
        assertNull(bench.says(later6(1, 16)));
    }

    @Test
    void aRefusalIsForgottenAfterAMinute() {
        bench.says(first6(1, IpProtocol.ICMPV6, icmp(134)));
        bench.now += 59 * GuardedSwitch.SECOND;
        assertEquals(DropReason.ROUTER_GUARD, bench.says(later6(1, 16)));
        bench.now += 3 * GuardedSwitch.SECOND;
        assertNull(bench.says(later6(1, 16)));
    }

    @Test
    void whatIsKnownOutlivesAChangeOfOtherSettings() {
        bench.says(first6(1, IpProtocol.ICMPV6, icmp(134)));
        bench.change(BOTH.withStormLimit(1000));
        assertEquals(DropReason.ROUTER_GUARD, bench.says(later6(1, 16)));
        bench.change(Guards.NONE.withDhcpGuard(true));
        assertNull(bench.says(later6(1, 16)), "the guard is off");
    }

    private static Frame first6(int id, int next, byte[] payload) {
        return ipv6(IpProtocol.FRAGMENT, fragment(next, id, 0, true, payload));
    }

    /** Hosts do not look at the next header of further fragments, so it may say anything. */
    private static Frame later6(int id, int offset) {
        return ipv6(IpProtocol.FRAGMENT, fragment(IpProtocol.TCP, id, offset, true, new byte[8]));
    }

    private static Frame four(int id, int flagsAndOffset, byte[] payload) {
        return Crafted.frame(Packet.IPV4, v4(HERE4, THERE4, IpProtocol.UDP, 0, id, flagsAndOffset, payload));
    }
}
