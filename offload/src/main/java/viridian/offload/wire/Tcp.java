package viridian.offload.wire;

import static viridian.vswitch.frame.BigEndian.putU16;
import static viridian.vswitch.frame.BigEndian.putU32;
import static viridian.vswitch.frame.BigEndian.putU8;
import static viridian.vswitch.frame.BigEndian.u32;
import static viridian.vswitch.frame.BigEndian.u8;

import java.lang.foreign.MemorySegment;

/** What can be said of a TCP segment without knowing its connection (RFC 9293 section 3.1), read at the source port. */
public final class Tcp {

    public static final int PROTOCOL = 6;

    /** Length of a header without options, bytes. */
    public static final int HEADER_BYTES = 20;

    /** Where the checksum stands, bytes from the start. */
    public static final int CHECKSUM = 16;

    public static final int FIN = 0x01;
    public static final int SYN = 0x02;
    public static final int RST = 0x04;
    public static final int PSH = 0x08;
    public static final int ACK = 0x10;
    public static final int URG = 0x20;
    public static final int CWR = 0x80;

    private static final int SEQUENCE = 4;
    private static final int DATA_OFFSET = 12;
    private static final int FLAGS = 13;

    private Tcp() {}

    /** Whether the whole header, options too, is there. */
    public static boolean isWellFormed(MemorySegment in, long at, int available) {
        return available >= HEADER_BYTES && headerLength(in, at) >= HEADER_BYTES && headerLength(in, at) <= available;
    }

    /** Header with its options, bytes. */
    public static int headerLength(MemorySegment in, long at) {
        return (u8(in, at + DATA_OFFSET) >>> 4) * 4;
    }

    /** The number of the first payload byte, or of SYN. */
    public static int sequence(MemorySegment in, long at) {
        return (int) u32(in, at + SEQUENCE);
    }

    /** CWR to FIN, from the highest bit to the lowest. */
    public static int flags(MemorySegment in, long at) {
        return u8(in, at + FLAGS);
    }

    /** Writes what differs between the segments of one large send, and zero for the checksum. */
    public static void rewrite(MemorySegment to, long at, int sequence, int flags) {
        putU32(to, at + SEQUENCE, sequence);
        putU8(to, at + FLAGS, flags);
        putU16(to, at + CHECKSUM, 0);
    }
}
