package viridian.emulated.device;

import java.lang.foreign.MemorySegment;
import java.util.zip.CRC32;
import viridian.partitions.DirectMemory;
import viridian.partitions.LittleEndian;
import viridian.vswitch.frame.BigEndian;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.InlineTag;

/**
 * A frame in the adapter's own memory, as it is on the wire: an 802.1Q tag in line, at least 60 bytes, and on receive the
 * check sequence behind. The adapter knows nothing of VLANs; what is beside a {@link Frame} is put in and taken out here.
 */
final class WireFrame {

    /** Bytes of the shortest frame, without check sequence (IEEE 802.3, section 3.2.8). */
    static final int SHORTEST = 60;

    /** Where the adapter gives a frame up: 2048 bytes is what jabber timer and receive watchdog stand for. */
    static final int LONGEST = 2048;

    /** Bytes of the check sequence. */
    static final int CHECK_BYTES = 4;

    private static final int TYPE_AT = 12;

    private final byte[] array = new byte[LONGEST + CHECK_BYTES];
    private final MemorySegment bytes = MemorySegment.ofArray(array);
    private final CRC32 crc = new CRC32();
    private int length;
    private long total;
    private boolean damaged;

    void clear() {
        length = 0;
        total = 0;
        damaged = false;
    }

    /** Adds a piece out of the guest; from the one that goes above {@link #LONGEST} on they are counted and not kept. */
    void append(DirectMemory memory, long gpa, int count) {
        total += count;
        if (total > LONGEST) return;
        memory.read(gpa, bytes, length, count);
        length += count;
    }

    /** Bytes that were added, kept or not. */
    long total() {
        return total;
    }

    /** Whether it is more than {@link #LONGEST}. */
    boolean isOverlong() {
        return total > LONGEST;
    }

    /** Whether it is too short for a frame. */
    boolean isRunt() {
        return length < SHORTEST;
    }

    /** Whether its check sequence is wrong. */
    boolean isDamaged() {
        return damaged;
    }

    /** Becomes a copy of a frame from the switch, its tag in line. */
    void load(Frame frame) {
        length = InlineTag.write(frame, bytes, 0);
        total = length;
        damaged = false;
    }

    /** Becomes a copy of another. */
    void load(WireFrame other) {
        System.arraycopy(other.array, 0, array, 0, other.length);
        length = other.length;
        total = other.total;
        damaged = other.damaged;
    }

    /** Lends itself to the switch, once: for a tag in line the addresses move. */
    void lendTo(Frame frame) {
        if (!InlineTag.lend(frame, bytes, 0, length))
            throw new IllegalStateException("no frame has " + length + " bytes");
    }

    /** Lengthens a short frame by zeroes. */
    void pad() {
        while (length < SHORTEST) array[length++] = 0;
    }

    /** Puts the check sequence behind, which then counts as part of it; the wrong one if it was wrong before. */
    void seal() {
        int right = check(length);
        LittleEndian.putI32(bytes, length, damaged ? ~right : right);
        length += CHECK_BYTES;
    }

    /** Takes away the check sequence that the driver has put behind, and remembers whether it is right. */
    void unseal() {
        length = Math.max(0, length - CHECK_BYTES);
        damaged = LittleEndian.i32(bytes, length) != check(length);
    }

    private int check(int count) {
        crc.reset();
        crc.update(array, 0, count);
        return (int) crc.getValue();
    }

    long destination() {
        return BigEndian.u48(bytes, 0);
    }

    /** The type or length field. */
    int type() {
        return BigEndian.u16(bytes, TYPE_AT);
    }

    int length() {
        return length;
    }

    /** Stores a piece into the guest. */
    void copyTo(DirectMemory memory, long gpa, int at, int count) {
        memory.write(gpa, bytes, at, count);
    }
}
