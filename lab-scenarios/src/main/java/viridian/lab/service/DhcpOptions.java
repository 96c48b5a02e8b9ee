package viridian.lab.service;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import viridian.offload.wire.Ipv4Address;

/** The options of one DHCP message: code, length and value each (RFC 2132 section 2). */
final class DhcpOptions {

    private static final int LONGEST = 255;

    private final Map<Integer, byte[]> values = new TreeMap<>();

    /** Reads options up to their end; a cut one is left out. Parts of one option are joined (RFC 3396 section 5). */
    void read(ByteBuffer from) {
        while (from.hasRemaining()) {
            int code = from.get() & 0xFF;
            if (code == DhcpOption.END) return;
            if (code == DhcpOption.PAD) continue;
            if (!from.hasRemaining()) return;
            int length = from.get() & 0xFF;
            if (length > from.remaining()) return;
            byte[] value = new byte[length];
            from.get(value);
            values.merge(code, value, DhcpOptions::joined);
        }
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    /** Writes all of them and their end. */
    void write(ByteBuffer to) {
        values.forEach((code, value) ->
                to.put(code.byteValue()).put((byte) value.length).put(value));
        to.put((byte) DhcpOption.END);
    }

    /** How many bytes {@link #write} writes. */
    int bytes() {
        return values.values().stream().mapToInt(value -> 2 + value.length).sum() + 1;
    }

    DhcpOptions put(int code, byte[] value) {
        if (value.length > LONGEST) throw new IllegalArgumentException("an option has 255 bytes at most: " + code);
        values.put(code, value);
        return this;
    }

    DhcpOptions put(int code, String text) {
        return put(code, text.getBytes(StandardCharsets.US_ASCII));
    }

    DhcpOptions putNumber(int code, int value) {
        return put(code, ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
    }

    DhcpOptions put(int code, Ipv4Address address) {
        return putNumber(code, address.bits());
    }

    boolean has(int code) {
        return values.containsKey(code);
    }

    /** An option of one byte. */
    Optional<Integer> small(int code) {
        return value(code, 1).map(value -> value[0] & 0xFF);
    }

    /** An option of four bytes, or the first four of a list. */
    Optional<Integer> number(int code) {
        return value(code, Integer.BYTES).map(value -> ByteBuffer.wrap(value).getInt());
    }

    Optional<Ipv4Address> address(int code) {
        return number(code).map(Ipv4Address::of);
    }

    /** An option that is text, up to a zero if it has one. */
    Optional<String> text(int code) {
        return value(code, 1).map(DhcpOptions::text);
    }

    static String text(byte[] value) {
        String all = new String(value, StandardCharsets.ISO_8859_1);
        int end = all.indexOf(0);
        return end < 0 ? all : all.substring(0, end);
    }

    private Optional<byte[]> value(int code, int least) {
        byte[] value = values.get(code);
        return value == null || value.length < least ? Optional.empty() : Optional.of(value);
    }
}
