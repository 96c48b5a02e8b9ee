package viridian.emulated.device;

import java.lang.foreign.MemorySegment;
import java.util.zip.CRC32;
import viridian.partitions.BusMemory;
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
    private boolean overlong;

    void clear() {
        length = 0;
        overlong = false;
    }

    /** Adds a piece out of the guest; what goes above {@link #LONGEST} is not kept. */
    void append(BusMemory memory, long gpa, int count) {
        if (count > LONGEST - length) {
            overlong = true;
            return;
        }
        memory.read(gpa, bytes, length, count);
        length += count;
    }

    /** Whether more was added than a frame may have. */
    boolean isOverlong() {
        return overlong;
    }

    /** Becomes a copy of a frame from the switch, its tag in line. */
    void load(Frame frame) {
        length = InlineTag.write(frame, bytes, 0);
        overlong = false;
    }

    /** Becomes a copy of another. */
    void load(WireFrame other) {
        System.arraycopy(other.array, 0, array, 0, other.length);
        length = other.length;
        overlong = other.overlong;
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

    /** Puts the check sequence behind, which then counts as part of it. */
    void seal() {
        crc.reset();
        crc.update(array, 0, length);
        LittleEndian.putI32(bytes, length, (int) crc.getValue());
        length += CHECK_BYTES;
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
    void copyTo(BusMemory memory, long gpa, int at, int count) {
        memory.write(gpa, bytes, at, count);
    }
}
