package viridian.lab.service;

import java.io.ByteArrayOutputStream;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.net.tftp.TFTPErrorPacket;
import org.apache.commons.net.tftp.TFTPPacket;
import org.apache.commons.net.tftp.TFTPPacketException;
import viridian.offload.wire.Ipv4Address;

/**
 * The packets of TFTP as bytes. Requests, acknowledgements and errors are those of Apache Commons Net; it has none for the
 * acknowledgement of options (RFC 2347), and its data packets hold 512 bytes, fewer than RFC 2348 allows.
 */
final class TftpWire {

    static final int SERVER_PORT = 69;

    /** Type and block number, before the data. */
    static final int DATA_HEADER_BYTES = 4;

    static final int DEFAULT_BLOCK_BYTES = 512;

    static final String BLOCK_BYTES = "blksize";
    static final String FILE_BYTES = "tsize";
    static final String SECONDS = "timeout";

    private static final int READ_REQUEST = 1;
    private static final int DATA = 3;
    private static final int OPTIONS = 6;
    private static final String MODE = "octet";

    private TftpWire() {}

    /** A request, an acknowledgement or an error; nothing if the bytes are none. */
    static Optional<TFTPPacket> read(Peer from, byte[] bytes) {
        try {
            InetAddress address = inet(from.address());
            return Optional.of(TFTPPacket.newTFTPPacket(new DatagramPacket(bytes, bytes.length, address, from.port())));
        } catch (TFTPPacketException | RuntimeException unintelligible) {
            // The library meets some malformed packets with exceptions of the language's own.
            return Optional.empty();
        }
    }

    static byte[] bytes(TFTPPacket packet) {
        DatagramPacket datagram = packet.newDatagram();
        return Arrays.copyOfRange(datagram.getData(), datagram.getOffset(), datagram.getLength());
    }

    static byte[] error(Peer to, int code, String sentence) {
        return bytes(new TFTPErrorPacket(inet(to.address()), to.port(), code, sentence));
    }

    /** RFC 2347: a file by name, and what else is wished. */
    static byte[] readRequest(String name, Map<String, Integer> options) {
        return strings(READ_REQUEST, name, MODE, options);
    }

    /** RFC 2347: the options taken. */
    static byte[] options(Map<String, Long> options) {
        ByteArrayOutputStream out = start(OPTIONS);
        options.forEach((name, value) -> put(put(out, name), value.toString()));
        return out.toByteArray();
    }

    private static byte[] strings(int type, String name, String mode, Map<String, Integer> options) {
        ByteArrayOutputStream out = put(put(start(type), name), mode);
        options.forEach((option, value) -> put(put(out, option), value.toString()));
        return out.toByteArray();
    }

    private static ByteArrayOutputStream start(int type) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(0);
        out.write(type);
        return out;
    }

    private static ByteArrayOutputStream put(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
        out.write(0);
        return out;
    }

    /** Whether these are options taken. */
    static boolean isOptions(byte[] bytes) {
        return type(bytes) == OPTIONS;
    }

    /** The options taken, by their names in lower case; one whose value is no number is left out. */
    static Map<String, Long> readOptions(byte[] bytes) {
        String[] words = new String(bytes, 2, bytes.length - 2, StandardCharsets.ISO_8859_1).split("\0", -1);
        Map<String, Long> options = new LinkedHashMap<>();
        for (int i = 0; i + 1 < words.length; i += 2) {
            String name = words[i].toLowerCase(Locale.ROOT);
            number(words[i + 1]).ifPresent(value -> options.put(name, value));
        }
        return options;
    }

    /** A whole number of at most eighteen digits. */
    static Optional<Long> number(String text) {
        return text.matches("[0-9]{1,18}") ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }

    /** Writes what stands before a block's data. */
    static void putDataHeader(byte[] block, int number) {
        ByteBuffer.wrap(block).putShort((short) DATA).putShort((short) number);
    }

    static boolean isData(byte[] bytes) {
        return type(bytes) == DATA && bytes.length >= DATA_HEADER_BYTES;
    }

    static int block(byte[] bytes) {
        return ByteBuffer.wrap(bytes).getShort(2) & 0xFFFF;
    }

    private static int type(byte[] bytes) {
        return bytes.length < 2 ? 0 : ByteBuffer.wrap(bytes).getShort();
    }

    static InetAddress inet(Ipv4Address address) {
        try {
            return InetAddress.getByAddress(
                    ByteBuffer.allocate(Integer.BYTES).putInt(address.bits()).array());
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("four bytes are an address", impossible);
        }
    }
}
