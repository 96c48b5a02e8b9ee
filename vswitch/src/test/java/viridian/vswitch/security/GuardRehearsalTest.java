package viridian.vswitch.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import viridian.vswitch.DropReason;
import viridian.vswitch.Step;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.packet.Crafted;
import viridian.vswitch.packet.IpProtocol;

/** Asking what would happen to a frame is answered in words, and changes nothing. */
class GuardRehearsalTest {

    @Test
    void theReasonIsToldInWords() {
        GuardedSwitch bench = new GuardedSwitch(Guards.NONE.withDhcpGuard(true));
        assertEquals(
                "security says drop 17 DhcpGuard: it carries 10.0.0.1 > 10.0.0.2 UDP 67 > 68; "
                        + "it goes to a DHCP client's port, as only a server's messages do",
                said(bench, Crafted.ipv4(IpProtocol.UDP, Crafted.udp(67, 68))));
        assertEquals(
                "security says pass: it carries 10.0.0.1 > 10.0.0.2 UDP 68 > 67",
                said(bench, Crafted.ipv4(IpProtocol.UDP, Crafted.udp(68, 67))));
    }

    private static String said(GuardedSwitch bench, Frame frame) {
        List<String> sentences = bench.vswitch.rehearse(bench.guarded, frame).stream()
                .filter(step -> step.stage() == Step.Stage.EXTENSION)
                .map(Step::sentence)
                .toList();
        assertEquals(1, sentences.size());
        return sentences.getFirst();
    }

    @Test
    void noStormIsCountedAndNoAddressLearned() {
        Frame broadcast = FrameBuilder.broadcast(Crafted.HERE).build();
        Frame datagram = Crafted.ipv4(IpProtocol.UDP, Crafted.udp(1, 2));
        GuardedSwitch bench = new GuardedSwitch(Guards.NONE.withStormLimit(1).withDynamicAddressLimit(1));
        for (int i = 0; i < 3; i++) {
            said(bench, broadcast);
            said(bench, Crafted.ipv6(IpProtocol.UDP, Crafted.udp(1, 2)));
        }
        assertNull(bench.says(broadcast));
        assertNull(bench.says(datagram));
        assertTrue(said(bench, broadcast).contains("storm limit"));
        assertTrue(said(bench, Crafted.ipv6(IpProtocol.UDP, Crafted.udp(1, 2))).contains("limit of dynamic ones"));
        assertTrue(said(bench, datagram).contains("says pass"));
    }

    @Test
    void aFirstFragmentIsNotNoted() {
        GuardedSwitch bench = new GuardedSwitch(Guards.NONE.withRouterGuard(true));
        Frame first =
                Crafted.ipv6(IpProtocol.FRAGMENT, Crafted.fragment(IpProtocol.ICMPV6, 1, 0, true, Crafted.icmp(134)));
        Frame later = Crafted.ipv6(IpProtocol.FRAGMENT, Crafted.fragment(IpProtocol.ICMPV6, 1, 16, false, new byte[8]));
        said(bench, first);
        assertNull(bench.says(later));
        assertEquals(DropReason.ROUTER_GUARD, bench.says(first));
        assertTrue(said(bench, later).contains("its first fragment was dropped as a router's"));
    }
}
