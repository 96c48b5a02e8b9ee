package viridian.vswitch.acl;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.packet.Crafted;
import viridian.vswitch.packet.IpAddress;
import viridian.vswitch.packet.IpPrefix;
import viridian.vswitch.packet.IpProtocol;
import viridian.vswitch.packet.Packet;

/** Draws access rules, and frames for them, from few values, so that they meet often. The seed tells all. */
final class AclDice {

    private static final int[] PROTOCOLS = {1, 6, 6, 6, 17, 17, 17, 47, 58};
    private static final int[] PREFIX_V4 = {0, 8, 16, 23, 24, 31, 32, 32};
    private static final int[] PREFIX_V6 = {0, 32, 63, 64, 65, 127, 128, 128};

    private final SplittableRandom random;

    AclDice(long seed) {
        random = new SplittableRandom(seed);
    }

    private boolean oneIn(int chances) {
        return random.nextInt(chances) == 0;
    }

    private <T> T any(T[] values) {
        return values[random.nextInt(values.length)];
    }

    private int of(int[] values) {
        return values[random.nextInt(values.length)];
    }

    AccessList list(int most) {
        Set<AclRule> rules = new LinkedHashSet<>();
        for (int i = random.nextInt(most + 1); i > 0; i--) rules.add(rule());
        return new AccessList(List.copyOf(rules));
    }

    AclRule rule() {
        Action action = any(Action.values());
        Direction direction = any(Direction.values());
        int protocol = oneIn(3) ? AclRule.ANY_PROTOCOL : of(PROTOCOLS);
        boolean ported = protocol == IpProtocol.TCP || protocol == IpProtocol.UDP;
        int version = oneIn(2) ? 4 : 6;
        Side local = side(version, ported);
        Side remote = side(version, ported);
        if (action == Action.METER && !local.isIp()) remote = remote.withPrefix(prefix(version));
        int idle = action == Action.METER || !oneIn(4) ? 0 : 1 + random.nextInt(300);
        return new AclRule(action, direction, local, remote, protocol, random.nextInt(5), idle);
    }

    private Side side(int version, boolean ported) {
        Side side = Side.ANY;
        if (oneIn(8)) side = side.withMac(mac());
        if (oneIn(8)) side = side.withAnyIp();
        else if (oneIn(2)) side = side.withPrefix(prefix(version));
        return ported && oneIn(2) ? side.withPorts(ports()) : side;
    }

    private IpPrefix prefix(int version) {
        return IpPrefix.around(address(version), of(version == 4 ? PREFIX_V4 : PREFIX_V6));
    }

    private IpAddress address(int version) {
        int last = random.nextInt(4) + 256 * random.nextInt(3) + 65536 * random.nextInt(2);
        if (version == 4) return IpAddress.v4(0x0A00_0000L + last);
        return IpAddress.v6(0x2001_0DB8_0000_0000L + random.nextInt(2), last);
    }

    private PortRange ports() {
        int first = port();
        return oneIn(2) ? new PortRange(first, first) : new PortRange(first, Math.min(0xFFFF, first + port()));
    }

    private int port() {
        int[] ports = {0, 1, 22, 53, 80, 255, 256, 257, 511, 1024, 40_000, 65_535};
        return of(ports);
    }

    MacAddress mac() {
        return MacAddress.of(0x0015_5D00_0010L + random.nextInt(4));
    }

    /** A frame that goes one way, as bytes and as a person would describe it. */
    Said said() {
        boolean outbound = oneIn(2);
        MacAddress local = mac();
        MacAddress remote = MacAddress.of(local.bits() ^ 2);
        Frame bare = FrameBuilder.frame(outbound ? local : remote, outbound ? remote : local)
                .build();
        if (oneIn(6)) return new Said(bare, outbound, local, remote, 0, null, null, -1, 0, 0, 0, Said.Piece.WHOLE);
        return packet(outbound, local, remote, oneIn(2) ? 4 : 6);
    }

    private Said packet(boolean outbound, MacAddress local, MacAddress remote, int version) {
        int protocol = of(PROTOCOLS);
        boolean ported = protocol == IpProtocol.TCP || protocol == IpProtocol.UDP;
        IpAddress localIp = address(version);
        IpAddress remoteIp = address(version);
        int localPort = port();
        int remotePort = port();
        int id = random.nextInt(3);
        Said.Piece piece = oneIn(2) ? Said.Piece.WHOLE : any(Said.Piece.values());
        // Only TCP headers are longer than the shortest fragment.
        if (piece == Said.Piece.SHORT) protocol = IpProtocol.TCP;
        byte[] transport = transport(protocol, outbound ? localPort : remotePort, outbound ? remotePort : localPort);
        byte[] payload = Arrays.copyOf(transport, piece == Said.Piece.SHORT ? 8 : 24);
        String from = (outbound ? localIp : remoteIp).toString();
        String to = (outbound ? remoteIp : localIp).toString();
        byte[] packet =
                version == 4 ? v4(from, to, protocol, id, piece, payload) : v6(from, to, protocol, id, piece, payload);
        Frame frame = FrameBuilder.frame(outbound ? local : remote, outbound ? remote : local)
                .type(version == 4 ? Packet.IPV4 : Packet.IPV6)
                .payload(packet)
                .length(60)
                .build();
        boolean seesPorts = ported || piece == Said.Piece.SHORT;
        return new Said(
                frame,
                outbound,
                local,
                remote,
                version,
                localIp,
                remoteIp,
                protocol,
                seesPorts ? localPort : 0,
                seesPorts ? remotePort : 0,
                id,
                piece);
    }

    private static byte[] transport(int protocol, int from, int to) {
        return switch (protocol) {
            case IpProtocol.TCP -> Crafted.tcp(from, to, 0x10);
            case IpProtocol.UDP -> Crafted.udp(from, to);
            default -> new byte[16];
        };
    }

    private static byte[] v4(String from, String to, int protocol, int id, Said.Piece piece, byte[] payload) {
        int flags = switch (piece) {
            case WHOLE -> 0;
            case FIRST, SHORT -> 0x2000;
            case LATER -> 0x2000 | 24 / 8;
        };
        return Crafted.v4(from, to, protocol, 0, id, flags, payload);
    }

    private static byte[] v6(String from, String to, int protocol, int id, Said.Piece piece, byte[] payload) {
        return switch (piece) {
            case WHOLE -> Crafted.v6(from, to, protocol, payload);
            case FIRST, SHORT -> Crafted.v6(from, to, 44, Crafted.fragment(protocol, id, 0, true, payload));
            case LATER -> Crafted.v6(from, to, 44, Crafted.fragment(protocol, id, 24, true, payload));
        };
    }
}
