package viridian.synthetic.strict;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/** Bytes as they were on the wire, least significant first. */
final class Wire {

    private final byte[] array;
    private final ByteBuffer bytes;

    Wire(byte[] bytes) {
        array = bytes;
        this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Pairs of digits with white space between, and zeros behind up to a length. */
    static Wire of(String digits, int length) {
        byte[] given = HexFormat.of().parseHex(digits.replaceAll("\\s", ""));
        byte[] padded = new byte[Math.max(length, given.length)];
        System.arraycopy(given, 0, padded, 0, given.length);
        return new Wire(padded);
    }

    static Wire zeros(int length) {
        return new Wire(new byte[length]);
    }

    Wire put(int at, int value) {
        bytes.putInt(at, value);
        return this;
    }

    Wire put16(int at, int value) {
        bytes.putShort(at, (short) value);
        return this;
    }

    Wire put64(int at, long value) {
        bytes.putLong(at, value);
        return this;
    }

    Wire put8(int at, int value) {
        bytes.put(at, (byte) value);
        return this;
    }

    Wire put(int at, byte[] value) {
        bytes.put(at, value);
        return this;
    }

    int u8(int at) {
        return bytes.get(at) & 0xFF;
    }

    int u16(int at) {
        return bytes.getShort(at) & 0xFFFF;
    }

    int i32(int at) {
        return bytes.getInt(at);
    }

    long u32(int at) {
        return bytes.getInt(at) & 0xFFFF_FFFFL;
    }

    long i64(int at) {
        return bytes.getLong(at);
    }

    int length() {
        return array.length;
    }

    byte[] array() {
        return array;
    }

    Wire part(int at, int length) {
        byte[] part = new byte[length];
        bytes.get(at, part);
        return new Wire(part);
    }

    String text() {
        return HexFormat.ofDelimiter(" ").formatHex(array);
    }

    /** These bytes, and zeros up to the length there is. */
    void assertIs(String digits, String what) {
        assertEquals(of(digits, array.length).text(), text(), what);
    }

    /** Zeros from here on. */
    void assertZeros(int from, int to, String what) {
        assertEquals(zeros(to - from).text(), part(from, to - from).text(), what);
    }
}
