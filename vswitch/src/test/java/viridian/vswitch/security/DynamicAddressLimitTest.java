package viridian.vswitch.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static viridian.vswitch.packet.Crafted.THERE4;
import static viridian.vswitch.packet.Crafted.THERE6;
import static viridian.vswitch.packet.Crafted.udp;
import static viridian.vswitch.packet.Crafted.v4;
import static viridian.vswitch.packet.Crafted.v6;

import java.util.List;
import org.junit.jupiter.api.Test;
import viridian.vswitch.DropReason;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.packet.Crafted;
import viridian.vswitch.packet.Icmpv6;
import viridian.vswitch.packet.IpPrefix;
import viridian.vswitch.packet.IpProtocol;
import viridian.vswitch.packet.Packet;

class DynamicAddressLimitTest {

    private static final Guards TWO = Guards.NONE.withDynamicAddressLimit(2);
    private final GuardedSwitch bench = new GuardedSwitch(TWO);

    @Test
    void aPortSpeaksForNoMoreAddressesThanItMayHave() {
        assertNull(bench.says(from("10.0.0.1")));
        assertNull(bench.says(from("fe80::1")));
        assertEquals(DropReason.FAILED_SECURITY_POLICY, bench.says(from("10.0.0.3")));
        assertNull(bench.says(from("10.0.0.1")));
        assertNull(bench.says(from("fe80::1")));
    }

    @Test
    void arpAndAdvertisementsSpeakForAddressesToo() {
        assertNull(bench.says(Crafted.frame(Packet.ARP, Crafted.arp(1, Crafted.HERE, "10.0.0.1", "10.0.0.9"))));
        assertNull(bench.says(advertisement("fe80::1", "fe80::1")));
        assertEquals(DropReason.FAILED_SECURITY_POLICY, bench.says(advertisement("fe80::1", "fe80::2")));
        assertEquals(
                DropReason.FAILED_SECURITY_POLICY,
                bench.says(Crafted.frame(Packet.ARP, Crafted.arp(2, Crafted.HERE, "10.0.0.2", "10.0.0.9"))));
    }

    private static Frame advertisement(String source, String target) {
        byte[] message = Crafted.neighbour(Icmpv6.NEIGHBOUR_ADVERTISEMENT, target);
        return Crafted.frame(Packet.IPV6, v6(source, THERE6, IpProtocol.ICMPV6, message));
    }

    @Test
    void whoHasNoAddressYetUsesNone() {
        for (int i = 0; i < 5; i++) assertNull(bench.says(from("0.0.0.0")));
        assertNull(bench.says(from("::")));
        assertNull(bench.says(from("10.0.0.1")));
        assertNull(bench.says(from("10.0.0.2")));
    }

    @Test
    void anAddressUnusedForFiveMinutesMakesRoom() {
        bench.says(from("10.0.0.1"));
        bench.says(from("10.0.0.2"));
        bench.now += 200 * GuardedSwitch.SECOND;
        assertNull(bench.says(from("10.0.0.2")));
        bench.now += 100 * GuardedSwitch.SECOND;
        assertNull(bench.says(from("10.0.0.3")));
        assertEquals(DropReason.FAILED_SECURITY_POLICY, bench.says(from("10.0.0.1")));
        assertNull(bench.says(from("10.0.0.2")));
    }

    @Test
    void addressesOnAListAreNotDynamic() {
        bench.change(TWO.withIpv4(List.of(IpPrefix.parse("10.0.0.0/24"))));
        for (int i = 1; i < 9; i++) assertNull(bench.says(from("10.0.0." + i)));
        assertNull(bench.says(from("fe80::1")));
        assertNull(bench.says(from("fe80::2")));
        assertEquals(DropReason.FAILED_SECURITY_POLICY, bench.says(from("fe80::3")));
    }

    @Test
    void whatIsInUseOutlivesAChangeAndAHigherLimitHoldsAtOnce() {
        bench.says(from("10.0.0.1"));
        bench.says(from("10.0.0.2"));
        bench.change(TWO.withRouterGuard(true));
        assertEquals(DropReason.FAILED_SECURITY_POLICY, bench.says(from("10.0.0.3")));
        bench.change(Guards.NONE.withDynamicAddressLimit(3));
        assertNull(bench.says(from("10.0.0.3")));
        assertEquals(DropReason.FAILED_SECURITY_POLICY, bench.says(from("10.0.0.4")));
    }

    @Test
    void manyAddressesAreAllKept() {
        DynamicAddresses addresses = new DynamicAddresses();
        int limit = Guards.LARGEST_DYNAMIC_ADDRESS_LIMIT;
        for (int i = 0; i < limit; i++) assertTrue(addresses.admits(4, 0, i * 256L, 0, limit));
        assertFalse(addresses.admits(6, 0, 256, 0, limit), "another version, another address");
        for (int i = 0; i < limit; i++) assertTrue(addresses.admits(4, 0, i * 256L, 0, limit));
        assertTrue(addresses.admits(6, 0, 256, 300 * GuardedSwitch.SECOND, limit));
    }

    private static Frame from(String source) {
        if (source.indexOf(':') < 0) {
            return Crafted.frame(Packet.IPV4, v4(source, THERE4, IpProtocol.UDP, udp(1, 2)));
        }
        return Crafted.frame(Packet.IPV6, v6(source, THERE6, IpProtocol.UDP, udp(1, 2)));
    }
}
