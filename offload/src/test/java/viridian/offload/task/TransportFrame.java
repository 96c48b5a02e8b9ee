package viridian.offload.task;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import viridian.offload.wire.Ipv4;
import viridian.offload.wire.Ipv6;
import viridian.offload.wire.Tcp;
import viridian.vswitch.frame.BigEndian;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.MacAddress;

/** A TCP or UDP packet put together byte by byte, with a checksum that is right or left to an adapter. */
final class TransportFrame {

    enum Seed {
        WHOLE,
        WITH_LENGTH,
        WITHOUT_LENGTH
    }

    private static final MacAddress FROM = MacAddress.parse("00-15-5D-00-00-AA");
    private static final MacAddress TO = MacAddress.parse("00-15-5D-00-00-BB");
    private static final String ADDRESSES_4 = "0a4d0001 0a4d0002";
    private static final String ADDRESSES_6 = "20010db8000000000000000000000001 20010db8000000000000000000000002";
    private static final String TIMESTAMPS = "0101080a 00112233 44556677";

    private final boolean ipv4;
    private final int protocol;
    private byte[] payload;
    private int flags = Tcp.ACK;
    private int identification = 0x0100;
    private int sequence = 0xFFFF_F000; // soon to begin again at zero
    private String options = "";

    private TransportFrame(boolean ipv4, int protocol, byte[] payload) {
        this.ipv4 = ipv4;
        this.protocol = protocol;
        this.payload = payload;
    }

    static TransportFrame ipv4(int protocol, byte[] payload) {
        return new TransportFrame(true, protocol, payload);
    }

    static TransportFrame ipv6(int protocol, byte[] payload) {
        return new TransportFrame(false, protocol, payload);
    }

    TransportFrame payload(byte[] bytes) {
        payload = bytes;
        return this;
    }

    TransportFrame flags(int bits) {
        flags = bits;
        return this;
    }

    TransportFrame identification(int number) {
        identification = number;
        return this;
    }

    TransportFrame timestamps() {
        options = TIMESTAMPS;
        return this;
    }

    /** What the segment of this one that carries these bytes should be. */
    TransportFrame segment(int index, int done, byte[] part, boolean last) {
        TransportFrame segment = new TransportFrame(ipv4, protocol, part);
        segment.flags = last ? flags : flags & ~(Tcp.FIN | Tcp.PSH);
        segment.identification = identification + index;
        segment.sequence = sequence + done;
        segment.options = options;
        return segment;
    }

    Frame build(Seed seed) {
        byte[] transport = transport();
        int checksumAt = protocol == Tcp.PROTOCOL ? 16 : 6;
        int pseudo = naive(hex((ipv4 ? ADDRESSES_4 : ADDRESSES_6) + "%04x".formatted(protocol)));
        int withLength = add(pseudo, transport.length);
        int field = switch (seed) {
            case WITHOUT_LENGTH -> pseudo;
            case WITH_LENGTH -> withLength;
            case WHOLE -> ~add(withLength, naive(transport)) & 0xFFFF;
        };
        if (field == 0 && protocol != Tcp.PROTOCOL) field = 0xFFFF;
        BigEndian.putU16(MemorySegment.ofArray(transport), checksumAt, field);
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.writeBytes(network(transport.length));
        packet.writeBytes(transport);
        return FrameBuilder.frame(FROM, TO)
                .type(ipv4 ? Ipv4.ETHER_TYPE : Ipv6.ETHER_TYPE)
                .length(0)
                .payload(packet.toByteArray())
                .build();
    }

    /** What the checksum field of such a frame holds. */
    int checksum(Frame frame) {
        return BigEndian.u16(frame.memory(), (ipv4 ? 34 : 54) + (protocol == Tcp.PROTOCOL ? 16 : 6));
    }

    static byte[] bytes(Frame frame) {
        return frame.bytes().toArray(ValueLayout.JAVA_BYTE);
    }

    private byte[] transport() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        if (protocol == Tcp.PROTOCOL) {
            int words = 5 + hex(options).length / 4;
            bytes.writeBytes(hex("c000 0050 %08x 00000001 %x0 %02x 1000 0000 0000".formatted(sequence, words, flags)));
            bytes.writeBytes(hex(options));
        } else {
            bytes.writeBytes(hex("c000 0035 %04x 0000".formatted(8 + payload.length)));
        }
        bytes.writeBytes(payload);
        return bytes.toByteArray();
    }

    private byte[] network(int length) {
        if (!ipv4) return hex("60000000 %04x %02x 40".formatted(length, protocol) + ADDRESSES_6);
        String rest = "0000 40 %02x 0000".formatted(protocol) + ADDRESSES_4;
        byte[] header = hex("4500 %04x %04x".formatted(20 + length, identification) + rest);
        BigEndian.putU16(MemorySegment.ofArray(header), 10, ~naive(header) & 0xFFFF);
        return header;
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }

    private static int naive(byte[] bytes) {
        int sum = 0;
        for (int i = 0; i < bytes.length; i++) sum = add(sum, (bytes[i] & 0xFF) << (i % 2 == 0 ? 8 : 0));
        return sum;
    }

    private static int add(int sum, int other) {
        int both = sum + other;
        return (both & 0xFFFF) + (both >>> 16);
    }
}
