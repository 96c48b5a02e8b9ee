package viridian.partitions.vmbus;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import viridian.partitions.LittleEndian;

/**
 * Reads numbers little-endian out of bytes that may be anybody's. What is not there is an {@link IllegalArgumentException},
 * and nothing is made room for before it is known to be there.
 */
public final class StateReader {

    private final byte[] bytes;
    private final MemorySegment segment;
    private int at;

    /** Reads these bytes from the start. */
    public StateReader(byte[] bytes) {
        this.bytes = bytes;
        this.segment = MemorySegment.ofArray(bytes);
    }

    public int u8() {
        return bytes[take(1)] & 0xFF;
    }

    public boolean flag() {
        int value = u8();
        if (value > 1)
            throw new IllegalArgumentException("a saved state says %d where yes or no is meant".formatted(value));
        return value == 1;
    }

    public int i32() {
        return LittleEndian.i32(segment, take(Integer.BYTES));
    }

    public long i64() {
        return LittleEndian.i64(segment, take(Long.BYTES));
    }

    public byte[] block() {
        int length = count(1);
        int from = take(length);
        return Arrays.copyOfRange(bytes, from, from + length);
    }

    public long[] words() {
        long[] words = new long[count(Long.BYTES)];
        for (int i = 0; i < words.length; i++) words[i] = i64();
        return words;
    }

    public Guid guid() {
        return new Guid(i64(), i64());
    }

    /** A number of things of at least so many bytes each, all of which must still be there. */
    public int count(int bytesEach) {
        int count = i32();
        if (count < 0 || count > (bytes.length - at) / bytesEach) {
            throw new IllegalArgumentException("a saved state says %d things are in its last %d bytes"
                    .formatted(count & 0xFFFF_FFFFL, bytes.length - at));
        }
        return count;
    }

    /** A number from 0 to one less than {@code limit}. */
    public int below(int limit) {
        int value = i32();
        if (value < 0 || value >= limit) {
            throw new IllegalArgumentException(
                    "a saved state says %d where less than %d is meant".formatted(value & 0xFFFF_FFFFL, limit));
        }
        return value;
    }

    /** That was all. */
    public void end() {
        if (at != bytes.length) {
            throw new IllegalArgumentException("a saved state has %d bytes too many".formatted(bytes.length - at));
        }
    }

    private int take(int length) {
        if (length > bytes.length - at) throw new IllegalArgumentException("a saved state ends too early");
        int from = at;
        at += length;
        return from;
    }
}
