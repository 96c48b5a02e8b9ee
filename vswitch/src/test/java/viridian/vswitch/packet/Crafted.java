package viridian.vswitch.packet;

import java.nio.ByteBuffer;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.MacAddress;

/** Packets put together by hand, header by header, innermost first: each method puts one header before what it is given. */
public final class Crafted {

    public static final MacAddress HERE = MacAddress.parse("00-15-5D-00-00-01");
    public static final MacAddress THERE = MacAddress.parse("00-15-5D-00-00-02");
    public static final String HERE4 = "10.0.0.1";
    public static final String THERE4 = "10.0.0.2";
    public static final String HERE6 = "2001:db8::1";
    public static final String THERE6 = "2001:db8::2";

    private Crafted() {}

    public static Frame frame(int etherType, byte[] packet) {
        return FrameBuilder.frame(HERE, THERE)
                .type(etherType)
                .payload(packet)
                .length(0)
                .build();
    }

    public static Frame ipv4(int protocol, byte[] payload) {
        return frame(Packet.IPV4, v4(HERE4, THERE4, protocol, payload));
    }

    public static Frame ipv6(int next, byte[] payload) {
        return frame(Packet.IPV6, v6(HERE6, THERE6, next, payload));
    }

    public static byte[] udp(int from, int to) {
        return ByteBuffer.allocate(8)
                .putShort((short) from)
                .putShort((short) to)
                .putShort((short) 8)
                .array();
    }

    public static byte[] tcp(int from, int to, int flags) {
        return ByteBuffer.allocate(20)
                .putShort((short) from)
                .putShort((short) to)
                .put(12, (byte) 0x50)
                .put(13, (byte) flags)
                .array();
    }

    public static byte[] icmp(int type) {
        return ByteBuffer.allocate(16).put((byte) type).array();
    }

    /** A neighbour solicitation or advertisement. */
    public static byte[] neighbour(int type, String target) {
        return ByteBuffer.allocate(24).put((byte) type).put(8, address(target)).array();
    }

    public static byte[] arp(int operation, MacAddress senderMac, String sender, String target) {
        return ByteBuffer.allocate(28)
                .putShort((short) 1)
                .putShort((short) 0x0800)
                .put((byte) 6)
                .put((byte) 4)
                .putShort((short) operation)
                .putShort((short) (senderMac.bits() >>> 32))
                .putInt((int) senderMac.bits())
                .put(address(sender))
                .putShort((short) 0)
                .putInt(0)
                .put(address(target))
                .array();
    }

    public static byte[] v4(String from, String to, int protocol, byte[] payload) {
        return v4(from, to, protocol, 0, 0, 0, payload);
    }

    /**
     * An IPv4 packet, perhaps with options, perhaps a fragment.
     *
     * @param optionWords how many words of no-operation options follow the header
     * @param flagsAndOffset 0x2000 for more fragments, and the offset in units of eight
     */
    public static byte[] v4(
            String from, String to, int protocol, int optionWords, int id, int flagsAndOffset, byte[] payload) {
        int header = 20 + optionWords * 4;
        ByteBuffer packet = ByteBuffer.allocate(header + payload.length)
                .put((byte) (0x40 | header / 4))
                .put((byte) 0)
                .putShort((short) (header + payload.length))
                .putShort((short) id)
                .putShort((short) flagsAndOffset)
                .put((byte) 64)
                .put((byte) protocol)
                .putShort((short) 0)
                .put(address(from))
                .put(address(to));
        while (packet.position() < header) packet.put((byte) 1);
        return packet.put(payload).array();
    }

    public static byte[] v6(String from, String to, int next, byte[] payload) {
        return ByteBuffer.allocate(40 + payload.length)
                .putInt(6 << 28)
                .putShort((short) payload.length)
                .put((byte) next)
                .put((byte) 255)
                .put(address(from))
                .put(address(to))
                .put(payload)
                .array();
    }

    /** An extension header of so many times eight bytes, whatever its number. */
    public static byte[] extension(int next, int eights, byte[] payload) {
        return ByteBuffer.allocate(eights * 8 + payload.length)
                .put((byte) next)
                .put((byte) (eights - 1))
                .put(eights * 8, payload)
                .array();
    }

    /** An authentication header with 12 bytes of check value: 24 bytes, counted in words less two. */
    public static byte[] authentication(int next, byte[] payload) {
        return ByteBuffer.allocate(24 + payload.length)
                .put((byte) next)
                .put((byte) 4)
                .put(24, payload)
                .array();
    }

    /** IPv6's fragment header; the offset is a multiple of eight bytes. */
    public static byte[] fragment(int next, int id, int offset, boolean more, byte[] payload) {
        return ByteBuffer.allocate(8 + payload.length)
                .put((byte) next)
                .put((byte) 0)
                .putShort((short) (offset | (more ? 1 : 0)))
                .putInt(id)
                .put(payload)
                .array();
    }

    /** What follows a type that is a tag's: control information, the next type, the rest. */
    public static byte[] tag(int control, int nextType, byte[] payload) {
        return ByteBuffer.allocate(4 + payload.length)
                .putShort((short) control)
                .putShort((short) nextType)
                .put(payload)
                .array();
    }

    /** What follows a length: LLC and SNAP, the type, the rest. */
    public static byte[] snap(int lastOfOrganisation, int type, byte[] payload) {
        return ByteBuffer.allocate(8 + payload.length)
                .putInt(0xAAAA0300)
                .put((byte) 0)
                .put((byte) lastOfOrganisation)
                .putShort((short) type)
                .put(payload)
                .array();
    }

    public static byte[] address(String text) {
        IpAddress address = IpAddress.parse(text);
        if (address.version() == 4)
            return ByteBuffer.allocate(4).putInt((int) address.low()).array();
        return ByteBuffer.allocate(16)
                .putLong(address.high())
                .putLong(address.low())
                .array();
    }
}
