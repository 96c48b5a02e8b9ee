package viridian.partitions.vmbus.ring;

import static viridian.partitions.LittleEndian.i64;
import static viridian.partitions.LittleEndian.putI64;
import static viridian.partitions.vmbus.ring.RingLayout.DATA;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import viridian.partitions.GuestPages;
import viridian.partitions.LittleEndian;

/**
 * The data of a ring: bytes from 0 that begin again where they end. Rings whose pages follow one another, as guests make
 * them, are one segment, taken once: its own bounds check is the only one on the way of a packet.
 */
final class RingData {

    /** Our measurement: to here a loop over words is faster than the call that copies memory, by half at 40 bytes. */
    private static final int SHORT_BYTES = 64;

    private final GuestPages ring;
    private final int bytes;
    private final @Nullable MemorySegment data;

    RingData(GuestPages ring) {
        this.ring = ring;
        bytes = RingLayout.dataBytes(ring);
        MemorySegment whole = ring.segment();
        data = whole == null ? null : whole.asSlice(DATA, bytes);
    }

    /** How many there are. */
    int bytes() {
        return bytes;
    }

    /** The word at an offset that is a multiple of 8. */
    long word(int at) {
        MemorySegment all = data;
        return all == null ? ring.i64(DATA + at) : i64(all, at);
    }

    /** Writes two words, around the end if need be; returns the offset behind them. */
    int putWords(int at, long first, long second) {
        MemorySegment all = data;
        if (all != null && at <= bytes - 2 * Long.BYTES) {
            putI64(all, at, first);
            putI64(all, at + Long.BYTES, second);
        } else {
            putWord(at, first);
            putWord(wrapped(at + Long.BYTES), second);
        }
        return wrapped(at + 2 * Long.BYTES);
    }

    void putWord(int at, long word) {
        MemorySegment all = data;
        if (all == null) ring.putI64(DATA + at, word);
        else putI64(all, at, word);
    }

    /** An offset that may have run past the end. */
    int wrapped(int at) {
        return at >= bytes ? at - bytes : at;
    }

    /** Copies bytes out; they may lie around the end. */
    void read(int at, MemorySegment to, long toAt, int length) {
        int first = Math.min(length, bytes - at);
        readPart(at, to, toAt, first);
        if (first < length) readPart(0, to, toAt + first, length - first);
    }

    private void readPart(int at, MemorySegment to, long toAt, int length) {
        MemorySegment all = data;
        if (all == null) ring.read(DATA + at, to, toAt, length);
        else copy(all, at, to, toAt, length);
    }

    /** Copies bytes in, around the end if need be. */
    void write(int at, MemorySegment from, long fromAt, int length) {
        int first = Math.min(length, bytes - at);
        writePart(at, from, fromAt, first);
        if (first < length) writePart(0, from, fromAt + first, length - first);
    }

    private void writePart(int at, MemorySegment from, long fromAt, int length) {
        MemorySegment all = data;
        if (all == null) ring.write(DATA + at, from, fromAt, length);
        else copy(from, fromAt, all, at, length);
    }

    private static void copy(MemorySegment from, long fromAt, MemorySegment to, long toAt, int length) {
        if (length > SHORT_BYTES) {
            MemorySegment.copy(from, fromAt, to, toAt, length);
            return;
        }
        int done = 0;
        for (; done <= length - Long.BYTES; done += Long.BYTES) putI64(to, toAt + done, i64(from, fromAt + done));
        for (; done < length; done++) LittleEndian.putU8(to, toAt + done, LittleEndian.u8(from, fromAt + done));
    }
}
