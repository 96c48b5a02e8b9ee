package viridian.offload.wire;

import static viridian.vswitch.frame.BigEndian.putU16;
import static viridian.vswitch.frame.BigEndian.putU32;
import static viridian.vswitch.frame.BigEndian.putU8;
import static viridian.vswitch.frame.BigEndian.u16;
import static viridian.vswitch.frame.BigEndian.u8;

import java.lang.foreign.MemorySegment;

/** What IPv4 hosts say about IPv4 itself: echo and errors (RFC 792), read at the offset of the type. */
public final class Icmp {

    public static final int PROTOCOL = 1;

    /** Every message used here: type, code, checksum and four bytes whose meaning the type decides. */
    public static final int HEADER_BYTES = 8;

    public static final int ECHO_REPLY = 0;
    public static final int DESTINATION_UNREACHABLE = 3;
    public static final int ECHO_REQUEST = 8;
    public static final int TIME_EXCEEDED = 11;

    /** Codes of {@link #DESTINATION_UNREACHABLE}. */
    public static final int PROTOCOL_UNREACHABLE = 2;

    public static final int PORT_UNREACHABLE = 3;
    public static final int FRAGMENTATION_NEEDED = 4;

    /** Code of {@link #TIME_EXCEEDED}: fragments are missing. */
    public static final int REASSEMBLY_TIME_EXCEEDED = 1;

    private static final int TYPE = 0;
    private static final int CODE = 1;
    private static final int CHECKSUM = 2;
    private static final int IDENTIFIER = 4;
    private static final int SEQUENCE = 6;
    private static final int NEXT_HOP_MTU = 6;

    private Icmp() {}

    /** Whether the message arrived as it was sent. */
    public static boolean checksumHolds(MemorySegment in, long at, int length) {
        return InternetChecksum.sum(in, at, length) == InternetChecksum.WHOLE;
    }

    public static int type(MemorySegment in, long at) {
        return u8(in, at + TYPE);
    }

    public static int code(MemorySegment in, long at) {
        return u8(in, at + CODE);
    }

    /** Of an echo: whose it is. */
    public static int identifier(MemorySegment in, long at) {
        return u16(in, at + IDENTIFIER);
    }

    /** Of an echo: which one it is. */
    public static int sequence(MemorySegment in, long at) {
        return u16(in, at + SEQUENCE);
    }

    /** Of {@link #FRAGMENTATION_NEEDED}: what the next link carries, or 0 from an old router (RFC 1191 section 4). */
    public static int nextHopMtu(MemorySegment in, long at) {
        return u16(in, at + NEXT_HOP_MTU);
    }

    /**
     * Writes the header of an echo before data that are already in place, checksum included.
     *
     * @param length header and data, bytes
     */
    public static void writeEcho(MemorySegment to, long at, int type, int identifier, int sequence, int length) {
        putU16(to, at + IDENTIFIER, identifier);
        putU16(to, at + SEQUENCE, sequence);
        finish(to, at, type, 0, length);
    }

    /**
     * Writes the header of an error before a quote that is already in place, checksum included.
     *
     * @param length header and quote, bytes
     */
    public static void writeError(MemorySegment to, long at, int type, int code, int length) {
        putU32(to, at + IDENTIFIER, 0);
        finish(to, at, type, code, length);
    }

    private static void finish(MemorySegment to, long at, int type, int code, int length) {
        putU8(to, at + TYPE, type);
        putU8(to, at + CODE, code);
        putU16(to, at + CHECKSUM, 0);
        putU16(to, at + CHECKSUM, InternetChecksum.complement(InternetChecksum.sum(to, at, length)));
    }
}
