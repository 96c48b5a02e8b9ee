package viridian.vswitch.security;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import viridian.vswitch.DropReason;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.packet.Crafted;
import viridian.vswitch.packet.IpPrefix;
import viridian.vswitch.packet.IpProtocol;
import viridian.vswitch.packet.Packet;

/** Whatever a guest says to a port with all guards on, it is either carried on or dropped for a reason of theirs. */
class HostileFramesTest {

    private static final int INPUTS = Integer.getInteger("viridian.fuzz", 100_000);
    private static final long SEED = Long.getLong("viridian.seed", 20_27);
    private static final List<DropReason> OURS = List.of(
            DropReason.INVALID_PACKET,
            DropReason.DHCP_GUARD,
            DropReason.ROUTER_GUARD,
            DropReason.UNAUTHORIZED_MAC,
            DropReason.FAILED_SECURITY_POLICY);
    private static final Guards ALL = Guards.NONE
            .withDhcpGuard(true)
            .withRouterGuard(true)
            .withMacs(List.of(Crafted.HERE))
            .withIpv6(List.of(IpPrefix.parse("2001:db8::/64")))
            .withDynamicAddressLimit(4)
            .withStormLimit(1_000_000);
    private static final List<Frame> SEEDS = List.of(
            Crafted.frame(Packet.ARP, Crafted.arp(1, Crafted.HERE, "10.0.0.1", "10.0.0.2")),
            Crafted.ipv4(IpProtocol.UDP, Crafted.udp(67, 68)),
            Crafted.frame(Packet.IPV4, Crafted.v4("10.0.0.1", "10.0.0.2", 17, 1, 1, 0x2000, Crafted.udp(67, 68))),
            Crafted.ipv6(IpProtocol.ICMPV6, Crafted.neighbour(136, "2001:db8::1")),
            Crafted.ipv6(IpProtocol.HOP_BY_HOP, Crafted.extension(IpProtocol.ICMPV6, 1, Crafted.icmp(134))),
            Crafted.ipv6(
                    IpProtocol.FRAGMENT,
                    Crafted.fragment(IpProtocol.DESTINATION_OPTIONS, 1, 0, true, Crafted.icmp(58))));

    @Test
    void everyFrameIsCarriedOnOrDropped() {
        GuardedSwitch bench = new GuardedSwitch(ALL);
        SplittableRandom random = new SplittableRandom(SEED);
        long dropped = 0;
        for (int i = 0; i < INPUTS; i++) {
            byte[] bytes = mutated(SEEDS.get(random.nextInt(SEEDS.size())), random);
            bench.now += random.nextInt(1000) == 0 ? 100 * GuardedSwitch.SECOND : 1000;
            try {
                DropReason why = bench.says(Frame.of(bytes));
                if (why == null) assertEquals(1, bench.bob.takeHeard().size());
                else if (OURS.contains(why)) dropped++;
                else throw new AssertionError("dropped as " + why);
            } catch (RuntimeException | AssertionError failed) {
                throw new AssertionError("seed " + SEED + ": " + HexFormat.of().formatHex(bytes), failed);
            }
        }
        long counted = 0;
        for (DropReason why : OURS)
            counted += bench.guarded.counters().droppedIncoming().frames(why);
        assertEquals(dropped, counted);
    }

    /** Beyond the addresses, which stay. */
    private static byte[] mutated(Frame seed, SplittableRandom random) {
        byte[] bytes = seed.bytes().toArray(ValueLayout.JAVA_BYTE);
        for (int changes = random.nextInt(5); changes > 0; changes--) {
            bytes[14 + random.nextInt(bytes.length - 14)] = (byte) random.nextInt(256);
        }
        if (random.nextInt(4) > 0) return bytes;
        return Arrays.copyOf(bytes, Frame.HEADER_BYTES + random.nextInt(bytes.length - 13));
    }
}
