package viridian.offload.stack;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import viridian.offload.wire.Arp;
import viridian.offload.wire.Icmp;
import viridian.offload.wire.InternetChecksum;
import viridian.offload.wire.Ipv4;
import viridian.offload.wire.Ipv4Address;
import viridian.offload.wire.Udp;
import viridian.vswitch.frame.BigEndian;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.MacAddress;

/** Whole frames for tests that speak to one host by hand. */
final class Packets {

    static final MacAddress ALL = MacAddress.of(Frame.BROADCAST);
    static final MacAddress ANY = MacAddress.of(0);

    private static final int PACKET = Frame.HEADER_BYTES;

    private Packets() {}

    static Frame arp(
            int operation, MacAddress from, Ipv4Address fromIp, MacAddress frameTo, MacAddress to, Ipv4Address toIp) {
        byte[] bytes = new byte[Arp.BYTES];
        Arp.write(MemorySegment.ofArray(bytes), 0, operation, from.bits(), fromIp.bits(), to.bits(), toIp.bits());
        return FrameBuilder.frame(from, frameTo)
                .type(Arp.ETHER_TYPE)
                .payload(bytes)
                .build();
    }

    /** Who has {@code asked}? */
    static Frame whoHas(MacAddress from, Ipv4Address fromIp, Ipv4Address asked) {
        return arp(Arp.REQUEST, from, fromIp, ALL, ANY, asked);
    }

    /** One packet in one frame, padded to the shortest. */
    static Frame ipv4(
            MacAddress from, MacAddress to, Ipv4Address fromIp, Ipv4Address toIp, int protocol, byte[] payload) {
        return ipv4(from, to, fromIp, toIp, protocol, 0, 1, payload);
    }

    static Frame ipv4(
            MacAddress from,
            MacAddress to,
            Ipv4Address fromIp,
            Ipv4Address toIp,
            int protocol,
            int flagsAndOffset,
            int identification,
            byte[] payload) {
        byte[] bytes = new byte[Ipv4.HEADER_BYTES + payload.length];
        System.arraycopy(payload, 0, bytes, Ipv4.HEADER_BYTES, payload.length);
        Ipv4.writeHeader(
                MemorySegment.ofArray(bytes),
                0,
                bytes.length,
                identification,
                flagsAndOffset,
                64,
                protocol,
                fromIp.bits(),
                toIp.bits());
        return FrameBuilder.frame(from, to).type(Ipv4.ETHER_TYPE).payload(bytes).build();
    }

    static byte[] echo(int type, int identifier, int sequence, int size) {
        byte[] bytes = new byte[Icmp.HEADER_BYTES + size];
        Icmp.writeEcho(MemorySegment.ofArray(bytes), 0, type, identifier, sequence, bytes.length);
        return bytes;
    }

    /** The reply to an echo request, with as much of its data. */
    static byte[] reply(Frame request, int identifier, int sequence, int size) {
        byte[] bytes = new byte[Icmp.HEADER_BYTES + size];
        MemorySegment message = MemorySegment.ofArray(bytes);
        MemorySegment.copy(packet(request), Ipv4.HEADER_BYTES, message, 0, bytes.length);
        Icmp.writeEcho(message, 0, Icmp.ECHO_REPLY, identifier & 0xFFFF, sequence, bytes.length);
        return bytes;
    }

    static byte[] udp(Ipv4Address from, Ipv4Address to, int fromPort, int toPort, String text) {
        return udp(from, to, fromPort, toPort, text.getBytes(StandardCharsets.US_ASCII));
    }

    static byte[] udp(Ipv4Address from, Ipv4Address to, int fromPort, int toPort, byte[] payload) {
        byte[] bytes = new byte[Udp.HEADER_BYTES + payload.length];
        System.arraycopy(payload, 0, bytes, Udp.HEADER_BYTES, payload.length);
        Udp.writeHeader(MemorySegment.ofArray(bytes), 0, fromPort, toPort, bytes.length, from.bits(), to.bits());
        return bytes;
    }

    /** An ICMP error about a packet some host sent; {@code mtu} stands where RFC 1191 wants it. */
    static byte[] error(int type, int code, int mtu, Frame about) {
        return error(type, code, mtu, about, Ipv4.HEADER_BYTES + 8);
    }

    /** An ICMP error that quotes so many bytes. */
    static byte[] error(int type, int code, int mtu, Frame about, int quote) {
        byte[] bytes = new byte[Icmp.HEADER_BYTES + quote];
        MemorySegment message = MemorySegment.ofArray(bytes);
        MemorySegment.copy(packet(about), 0, message, Icmp.HEADER_BYTES, quote);
        BigEndian.putU8(message, 0, type);
        BigEndian.putU8(message, 1, code);
        BigEndian.putU16(message, 6, mtu);
        BigEndian.putU16(message, 2, InternetChecksum.complement(InternetChecksum.sum(message, 0, bytes.length)));
        return bytes;
    }

    static MemorySegment packet(Frame frame) {
        return frame.bytes().asSlice(PACKET);
    }
}
