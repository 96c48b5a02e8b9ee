package viridian.vswitch.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static viridian.vswitch.packet.Crafted.arp;
import static viridian.vswitch.packet.Crafted.authentication;
import static viridian.vswitch.packet.Crafted.extension;
import static viridian.vswitch.packet.Crafted.fragment;
import static viridian.vswitch.packet.Crafted.icmp;
import static viridian.vswitch.packet.Crafted.neighbour;
import static viridian.vswitch.packet.Crafted.snap;
import static viridian.vswitch.packet.Crafted.tag;
import static viridian.vswitch.packet.Crafted.tcp;
import static viridian.vswitch.packet.Crafted.udp;
import static viridian.vswitch.packet.Crafted.v4;
import static viridian.vswitch.packet.Crafted.v6;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.packet.Packet.State;

/**
 * Whatever the bytes, reading neither throws nor looks outside the frame: each frame is read once in memory that ends
 * where it ends, and once among noise, and what is told must be the same.
 */
class PacketFuzzTest {

    /** A longer run: {@code -Dviridian.fuzz=10000000}. */
    private static final int INPUTS = Integer.getInteger("viridian.fuzz", 300_000);

    private static final long SEED = Long.getLong("viridian.seed", 20_26);
    private static final int LONGEST = 200;
    private static final List<Frame> GOOD = List.of(
            Crafted.frame(Packet.ARP, arp(1, Crafted.HERE, "10.0.0.1", "10.0.0.2")),
            Crafted.ipv4(IpProtocol.UDP, udp(67, 68)),
            Crafted.ipv4(IpProtocol.ICMP, icmp(8)),
            Crafted.frame(Packet.IPV4, v4("10.0.0.1", "10.0.0.2", IpProtocol.TCP, 10, 1, 0x2000, tcp(1, 2, 2))),
            Crafted.frame(Packet.IPV4, v4("10.0.0.1", "10.0.0.2", IpProtocol.TCP, 1, 1, 0x0005, tcp(1, 2, 2))),
            Crafted.ipv4(IpProtocol.AUTHENTICATION, authentication(IpProtocol.TCP, tcp(1, 2, 2))),
            Crafted.ipv6(IpProtocol.TCP, tcp(1, 2, 2)),
            Crafted.ipv6(IpProtocol.ICMPV6, neighbour(Icmpv6.NEIGHBOUR_SOLICITATION, "fe80::1")),
            Crafted.ipv6(
                    IpProtocol.HOP_BY_HOP,
                    extension(
                            IpProtocol.ROUTING,
                            1,
                            extension(
                                    IpProtocol.FRAGMENT,
                                    2,
                                    fragment(
                                            IpProtocol.DESTINATION_OPTIONS,
                                            9,
                                            0,
                                            true,
                                            extension(IpProtocol.ICMPV6, 1, icmp(134)))))),
            Crafted.ipv6(IpProtocol.FRAGMENT, fragment(IpProtocol.DESTINATION_OPTIONS, 9, 0, true, new byte[8])),
            Crafted.frame(Packet.IPV4, v4("10.0.0.1", "10.0.0.2", IpProtocol.TCP, 1, 1, 0x2000, new byte[8])),
            Crafted.ipv6(IpProtocol.FRAGMENT, fragment(IpProtocol.UDP, 9, 1448, false, udp(547, 546))),
            Crafted.frame(0x8100, tag(5, 0x88A8, tag(6, Packet.IPV6, v6("::1", "::2", IpProtocol.UDP, udp(1, 2))))),
            Crafted.frame(50, snap(0, Packet.IPV4, v4("10.0.0.1", "10.0.0.2", IpProtocol.UDP, udp(1, 2)))));

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final Packet exact = new Packet();
    private final Packet amongNoise = new Packet();
    private final Frame view = new Frame();
    private final byte[] noise = new byte[LONGEST + 64];
    private final Map<State, Integer> seen = new EnumMap<>(State.class);

    @Test
    void goodPacketsCutAtEveryLengthAreReadWithoutHarm() {
        for (Frame good : GOOD) {
            byte[] bytes = bytes(good);
            for (int length = Frame.HEADER_BYTES; length <= bytes.length; length++) check(bytes, length);
        }
    }

    @Test
    void noBytesDoHarm() {
        for (int i = 0; i < INPUTS; i++) {
            byte[] bytes = i % 4 == 0 ? drawn() : mutated();
            int length = random.nextInt(3) == 0
                    ? Frame.HEADER_BYTES + random.nextInt(bytes.length - Frame.HEADER_BYTES + 1)
                    : bytes.length;
            check(bytes, length);
        }
        for (State state : State.values()) {
            int times = seen.getOrDefault(state, 0);
            assertTrue(times > INPUTS / 1000, state + " is hardly ever reached, seed " + SEED);
        }
    }

    private byte[] drawn() {
        byte[] bytes = new byte[Frame.HEADER_BYTES + random.nextInt(LONGEST - Frame.HEADER_BYTES)];
        random.nextBytes(bytes);
        int[] types = {Packet.IPV4, Packet.IPV6, Packet.ARP, 0x8100, 0x88A8, 60, random.nextInt(0x10000)};
        int type = types[random.nextInt(types.length)];
        bytes[12] = (byte) (type >>> 8);
        bytes[13] = (byte) type;
        return bytes;
    }

    private byte[] mutated() {
        byte[] bytes = bytes(GOOD.get(random.nextInt(GOOD.size())));
        for (int changes = random.nextInt(4); changes >= 0; changes--) {
            int at = 12 + random.nextInt(bytes.length - 12);
            bytes[at] = (byte) (random.nextBoolean() ? bytes[at] ^ 1 << random.nextInt(8) : random.nextInt(256));
        }
        return bytes;
    }

    private static byte[] bytes(Frame frame) {
        return frame.bytes().toArray(ValueLayout.JAVA_BYTE);
    }

    private void check(byte[] bytes, int length) {
        random.nextBytes(noise);
        int at = random.nextInt(64);
        System.arraycopy(bytes, 0, noise, at, length);
        try {
            exact.read(Frame.of(Arrays.copyOf(bytes, length)));
            amongNoise.read(view.lend(MemorySegment.ofArray(noise), at, length, Frame.UNTAGGED));
            assertEquals(told(exact), told(amongNoise));
            if (length % 64 == 0) assertEquals(exact.toString(), amongNoise.toString());
            assertInside(exact, length);
        } catch (RuntimeException | AssertionError failed) {
            byte[] frame = Arrays.copyOf(bytes, length);
            throw new AssertionError("seed " + SEED + ": " + HexFormat.of().formatHex(frame), failed);
        }
        seen.merge(exact.state(), 1, Integer::sum);
    }

    private static void assertInside(Packet packet, int length) {
        assertTrue(packet.end() <= length);
        assertTrue(packet.transportAt() <= packet.end());
        assertTrue(packet.networkAt() <= length);
    }

    /** All a filter may ask in this state, folded into one number. */
    private static long told(Packet packet) {
        long told = fold(packet.state().name().hashCode(), packet.etherType(), packet.version());
        if (packet.state() == State.ARP) {
            told = fold(told, packet.arpOperation(), packet.arpSenderMac());
            told = fold(told, packet.arpSender(), packet.arpTarget());
        }
        if (packet.version() != 0) told = fold(told, addresses(packet), packet.hopLimit());
        if (packet.hasPorts()) told = fold(told, packet.sourcePort(), packet.destinationPort());
        if (packet.isIcmp()) told = fold(told, packet.icmpType(), packet.icmpCode());
        if (packet.isNeighbour()) told = fold(told, packet.neighbourHigh(), packet.neighbourLow());
        told = fold(told, packet.protocol(), packet.fragmentOffset());
        return fold(told, packet.tcpFlags(), packet.end());
    }

    private static long addresses(Packet packet) {
        long source = fold(0, packet.sourceHigh(), packet.sourceLow());
        return fold(source, packet.destinationHigh(), packet.destinationLow());
    }

    private static long fold(long told, long more, long evenMore) {
        return (told * 31 + more) * 31 + evenMore;
    }
}
