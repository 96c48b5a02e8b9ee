package viridian.tools.trace;

import static viridian.vswitch.frame.BigEndian.putU16;
import static viridian.vswitch.frame.BigEndian.putU8;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Map;
import viridian.offload.wire.Arp;
import viridian.offload.wire.Icmp;
import viridian.offload.wire.InternetChecksum;
import viridian.offload.wire.Ipv4;
import viridian.offload.wire.Tcp;
import viridian.offload.wire.Udp;
import viridian.tools.options.Options;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.MacAddress;

/**
 * What a frame carries that was described in words: ARP, or IP with the head of what is in it. Right in lengths and checksums,
 * and otherwise as plain as can be.
 */
final class Payload {

    static final Payload NONE = new Payload(FrameBuilder.EXPERIMENTAL, new byte[0], MacAddress.NONE);

    private static final int IPV6_TYPE = 0x86DD;
    private static final int IPV6_HEADER_BYTES = 40; // RFC 8200 section 3
    private static final int ICMPV6 = 58; // RFC 4443 section 1
    private static final int ICMPV6_ECHO_REQUEST = 128; // RFC 4443 section 4.1
    private static final int HOPS = 64; // RFC 1700's default time to live
    private static final int LINK_HOPS = 255; // RFC 4861: routers' and neighbours' messages are valid with it only
    private static final int WINDOW = 65_535;

    private static final Map<String, Integer> PROTOCOLS = Map.of("tcp", Tcp.PROTOCOL, "udp", Udp.PROTOCOL);

    private final int etherType;
    private final byte[] bytes;
    private final MacAddress group;

    private Payload(int etherType, byte[] bytes, MacAddress group) {
        this.etherType = etherType;
        this.bytes = bytes;
        this.group = group;
    }

    int etherType() {
        return etherType;
    }

    byte[] bytes() {
        return bytes;
    }

    /** Where such a frame goes by itself; {@link MacAddress#NONE} if that has to be said. */
    MacAddress group() {
        return group;
    }

    static Payload arp(Options written, MacAddress sender) {
        boolean request = switch (written.text("arp")) {
            case "request" -> true;
            case "reply" -> false;
            default -> throw new IllegalArgumentException("arp is request or reply, not '" + written.text("arp") + "'");
        };
        byte[] bytes = new byte[Arp.BYTES];
        Arp.write(
                MemorySegment.ofArray(bytes),
                0,
                request ? Arp.REQUEST : Arp.REPLY,
                sender.bits(),
                ipv4(written, "from"),
                0,
                ipv4(written, "to"));
        return new Payload(Arp.ETHER_TYPE, bytes, request ? MacAddress.of(Frame.BROADCAST) : MacAddress.NONE);
    }

    private static int ipv4(Options written, String key) {
        InetAddress address = address(written, key);
        if (!(address instanceof Inet4Address)) throw new IllegalArgumentException("ARP is for IPv4 addresses");
        return ByteBuffer.wrap(address.getAddress()).getInt();
    }

    private static InetAddress address(Options written, String key) {
        if (!written.has(key)) throw new IllegalArgumentException("from and to belong together");
        try {
            return InetAddress.ofLiteral(written.text(key));
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(
                    "%s is an IP address, not '%s'".formatted(key, written.text(key)), wrong);
        }
    }

    static Payload ip(Options written) {
        InetAddress from = address(written, "from");
        InetAddress to = address(written, "to");
        if (from.getClass() != to.getClass()) {
            throw new IllegalArgumentException("from and to are both IPv4 or both IPv6 addresses");
        }
        return from instanceof Inet4Address ? overIpv4(written, from, to) : overIpv6(written, from, to);
    }

    private static Payload overIpv4(Options written, InetAddress from, InetAddress to) {
        int protocol = protocol(written, Icmp.PROTOCOL);
        byte[] inner = inner(written, protocol, Icmp.PROTOCOL, Icmp.ECHO_REQUEST);
        putChecksum(inner, protocol, protocol == Icmp.PROTOCOL ? new byte[0] : pseudoHeader(from, to, protocol, inner));
        MemorySegment bytes = MemorySegment.ofArray(new byte[Ipv4.HEADER_BYTES + inner.length]);
        Ipv4.writeHeader(bytes, 0, (int) bytes.byteSize(), 0, 0, HOPS, protocol, bits(from), bits(to));
        return new Payload(
                Ipv4.ETHER_TYPE, joined(bytes, inner, Ipv4.HEADER_BYTES), group(to, 0x0100_5E00_0000L, 0x7F_FFFF));
    }

    private static Payload overIpv6(Options written, InetAddress from, InetAddress to) {
        int protocol = protocol(written, ICMPV6);
        byte[] inner = inner(written, protocol, ICMPV6, ICMPV6_ECHO_REQUEST);
        putChecksum(inner, protocol, pseudoHeader(from, to, protocol, inner));
        ByteBuffer bytes = ByteBuffer.allocate(IPV6_HEADER_BYTES + inner.length);
        bytes.putInt(6 << 28).putShort((short) inner.length).put((byte) protocol);
        bytes.put((byte) (protocol == ICMPV6 ? LINK_HOPS : HOPS));
        bytes.put(from.getAddress()).put(to.getAddress()).put(inner);
        return new Payload(IPV6_TYPE, bytes.array(), group(to, 0x3333_0000_0000L, 0xFFFF_FFFFL));
    }

    private static int bits(InetAddress address) {
        return ByteBuffer.wrap(address.getAddress()).getInt();
    }

    private static byte[] joined(MemorySegment header, byte[] inner, int at) {
        MemorySegment.copy(MemorySegment.ofArray(inner), 0, header, at, inner.length);
        return header.toArray(ValueLayout.JAVA_BYTE);
    }

    /** The group address a multicast or broadcast packet goes to (RFC 1112 section 6.4, RFC 2464 section 7). */
    private static MacAddress group(InetAddress to, long prefix, long mask) {
        byte[] bytes = to.getAddress();
        int low = ByteBuffer.wrap(bytes).getInt(bytes.length - Integer.BYTES);
        if (bytes.length == Integer.BYTES && low == -1) return MacAddress.of(Frame.BROADCAST);
        return to.isMulticastAddress() ? MacAddress.of(prefix | (low & mask)) : MacAddress.NONE;
    }

    private static int protocol(Options written, int icmp) {
        String word = written.has("proto") ? written.text("proto") : "icmp";
        if (word.equals("icmp")) return icmp;
        Integer known = PROTOCOLS.get(word);
        if (known != null) return known;
        if (word.matches("\\d{1,3}") && Integer.parseInt(word) < 256) return Integer.parseInt(word);
        throw new IllegalArgumentException("proto is tcp, udp, icmp or a number from 0 to 255, not '" + word + "'");
    }

    private static byte[] inner(Options written, int protocol, int icmp, int echo) {
        boolean ports = protocol == Tcp.PROTOCOL || protocol == Udp.PROTOCOL;
        if (!ports && (written.has("from-port") || written.has("to-port"))) {
            throw new IllegalArgumentException("from-port and to-port go with proto=tcp or proto=udp");
        }
        if (ports) return transport(protocol, port(written, "from-port"), port(written, "to-port"));
        if (protocol != icmp) return new byte[0];
        byte[] message = new byte[Icmp.HEADER_BYTES];
        message[0] = (byte) (written.has("icmp-type") ? written.number("icmp-type", 0, 255) : echo);
        return message;
    }

    private static int port(Options written, String key) {
        return written.has(key) ? written.number(key, 0, 65_535) : 0;
    }

    private static byte[] transport(int protocol, int from, int to) {
        boolean tcp = protocol == Tcp.PROTOCOL;
        byte[] header = new byte[tcp ? Tcp.HEADER_BYTES : Udp.HEADER_BYTES];
        MemorySegment at = MemorySegment.ofArray(header);
        putU16(at, 0, from);
        putU16(at, 2, to);
        if (tcp) {
            putU8(at, 12, (Tcp.HEADER_BYTES / Integer.BYTES) << 4);
            putU8(at, 13, Tcp.SYN);
            putU16(at, 14, WINDOW);
        } else {
            putU16(at, 4, Udp.HEADER_BYTES);
        }
        return header;
    }

    private static byte[] pseudoHeader(InetAddress from, InetAddress to, int protocol, byte[] inner) {
        return ByteBuffer.allocate(2 * from.getAddress().length + 2 * Integer.BYTES)
                .put(from.getAddress())
                .put(to.getAddress())
                .putInt(inner.length)
                .putInt(protocol)
                .array();
    }

    private static void putChecksum(byte[] inner, int protocol, byte[] pseudoHeader) {
        int at = switch (protocol) {
            case Tcp.PROTOCOL -> Tcp.CHECKSUM;
            case Udp.PROTOCOL -> Udp.CHECKSUM;
            case Icmp.PROTOCOL, ICMPV6 -> 2;
            default -> -1;
        };
        if (at < 0 || inner.length == 0) return;
        int sum = InternetChecksum.add(sum(pseudoHeader), sum(inner));
        putU16(MemorySegment.ofArray(inner), at, InternetChecksum.complement(sum));
    }

    private static int sum(byte[] bytes) {
        return InternetChecksum.sum(MemorySegment.ofArray(bytes), 0, bytes.length);
    }
}
