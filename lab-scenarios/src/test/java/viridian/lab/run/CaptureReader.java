package viridian.lab.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads captures back by the formats' own documents, with none of the code that writes them. Little-endian files only. */
final class CaptureReader {

    private static final int INTERFACE_DESCRIPTION_BLOCK = 1;
    private static final int ENHANCED_PACKET_BLOCK = 6;
    private static final int OPT_COMMENT = 1;
    private static final int IF_NAME = 2;
    private static final int IF_DESCRIPTION = 3;
    private static final int PCAP_MAGIC = 0xA1B2C3D4;
    private static final int PCAP_HEADER_BYTES = 24;
    private static final int PCAP_RECORD_BYTES = 16;

    private CaptureReader() {}

    /** A frame as it was on the wire, and what its interface and its comment say. */
    record Packet(long number, String port, String description, String comment, ByteBuffer bytes) {}

    private record Tap(String name, String description) {}

    /** The packets of a pcapng file (draft-ietf-opsawg-pcapng section 4). */
    static List<Packet> pcapng(Path file) throws IOException {
        ByteBuffer in = littleEndian(file);
        List<Tap> taps = new ArrayList<>();
        List<Packet> packets = new ArrayList<>();
        while (in.hasRemaining()) {
            int type = in.getInt(in.position());
            int length = in.getInt(in.position() + Integer.BYTES);
            ByteBuffer body = in.slice(in.position() + 8, length - 12).order(ByteOrder.LITTLE_ENDIAN);
            if (type == INTERFACE_DESCRIPTION_BLOCK) taps.add(tap(body));
            if (type == ENHANCED_PACKET_BLOCK) packets.add(packet(packets.size() + 1, taps, body));
            in.position(in.position() + length);
        }
        return packets;
    }

    private static Tap tap(ByteBuffer body) {
        Map<Integer, String> options = options(body.position(8));
        return new Tap(options.getOrDefault(IF_NAME, ""), options.getOrDefault(IF_DESCRIPTION, ""));
    }

    private static Packet packet(long number, List<Tap> taps, ByteBuffer body) {
        Tap tap = taps.get(body.getInt(0));
        int length = body.getInt(12);
        ByteBuffer bytes = body.slice(20, length);
        body.position(padded(20 + length));
        return new Packet(number, tap.name(), tap.description(), options(body).getOrDefault(OPT_COMMENT, ""), bytes);
    }

    private static Map<Integer, String> options(ByteBuffer body) {
        Map<Integer, String> options = new HashMap<>();
        for (int code = body.getShort(); code != 0; code = body.getShort()) {
            byte[] value = new byte[body.getShort() & 0xFFFF];
            body.get(value);
            body.position(padded(body.position()));
            options.put(code, new String(value, StandardCharsets.UTF_8));
        }
        return options;
    }

    private static int padded(int position) {
        return (position + 3) & ~3;
    }

    /** The frames of a classic pcap file (draft-ietf-opsawg-pcap section 4), as tcpdump writes it. */
    static List<ByteBuffer> pcap(Path file) throws IOException {
        ByteBuffer in = littleEndian(file);
        if (in.getInt(0) != PCAP_MAGIC) throw new IOException(file + " is no pcap file");
        in.position(PCAP_HEADER_BYTES);
        List<ByteBuffer> frames = new ArrayList<>();
        while (in.hasRemaining()) {
            int length = in.getInt(in.position() + 8);
            frames.add(in.slice(in.position() + PCAP_RECORD_BYTES, length));
            in.position(in.position() + PCAP_RECORD_BYTES + length);
        }
        return frames;
    }

    private static ByteBuffer littleEndian(Path file) throws IOException {
        return ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    }
}
