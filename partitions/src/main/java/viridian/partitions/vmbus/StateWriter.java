package viridian.partitions.vmbus;

import java.io.ByteArrayOutputStream;

/** Writes numbers little-endian into bytes that grow. */
public final class StateWriter {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** Nothing written yet. */
    public StateWriter() {}

    public StateWriter u8(int value) {
        bytes.write(value);
        return this;
    }

    public StateWriter flag(boolean value) {
        return u8(value ? 1 : 0);
    }

    public StateWriter i32(int value) {
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) bytes.write(value >>> shift);
        return this;
    }

    public StateWriter i64(long value) {
        return i32((int) value).i32((int) (value >>> Integer.SIZE));
    }

    /** The length, then the bytes. */
    public StateWriter block(byte[] block) {
        i32(block.length);
        bytes.writeBytes(block);
        return this;
    }

    /** The length, then the numbers. */
    public StateWriter words(long[] words) {
        i32(words.length);
        for (long word : words) i64(word);
        return this;
    }

    public StateWriter guid(Guid guid) {
        return i64(guid.high()).i64(guid.low());
    }

    public byte[] toBytes() {
        return bytes.toByteArray();
    }
}
