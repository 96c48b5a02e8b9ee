package viridian.vswitch.team.lacp;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.frame.BigEndian;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.MacAddress;

/**
 * Asks, or answers, whether everything sent on a link before has arrived (IEEE 802.1AX-2008 section 5.5.3.2, figure 5-17).
 *
 * @param isResponse whether it answers
 * @param port number of the asking port
 * @param system that asks
 * @param transaction what the asker tells its questions apart by
 */
public record MarkerPdu(boolean isResponse, int port, MacAddress system, long transaction) {

    // Offsets from the subtype, in the order of the wire.
    private static final int SUBTYPE_AT = 0;
    private static final int VERSION_AT = 1;
    private static final int TYPE_AT = 2;
    private static final int LENGTH_AT = 3;
    private static final int PORT_AT = 4;
    private static final int SYSTEM_AT = 6;
    private static final int TRANSACTION_AT = 12;

    private static final int VERSION = 1;
    private static final int INFORMATION = 1;
    private static final int RESPONSE = 2;
    private static final int LENGTH = 16;

    /** Reads the Marker PDU in a frame, or answers null if there is none. */
    public static @Nullable MarkerPdu read(Frame frame) {
        if (SlowProtocols.subtype(frame) != SlowProtocols.MARKER) return null;
        MemorySegment in = frame.memory();
        long at = frame.offset() + Frame.HEADER_BYTES;
        int type = BigEndian.u8(in, at + TYPE_AT);
        boolean known = type == INFORMATION || type == RESPONSE;
        if (!known || BigEndian.u8(in, at + LENGTH_AT) != LENGTH) return null;
        return new MarkerPdu(
                type == RESPONSE,
                BigEndian.u16(in, at + PORT_AT),
                MacAddress.of(BigEndian.u48(in, at + SYSTEM_AT)),
                BigEndian.u32(in, at + TRANSACTION_AT));
    }

    /** The answer: everything as it was asked, only the type says that it is one (section 5.5.4.2). */
    MarkerPdu response() {
        return new MarkerPdu(true, port, system, transaction);
    }

    /** The frame that carries this PDU, without check sequence. */
    public Frame frame(MacAddress source) {
        MemorySegment to = MemorySegment.ofArray(new byte[SlowProtocols.PDU_BYTES]);
        BigEndian.putU8(to, SUBTYPE_AT, SlowProtocols.MARKER);
        BigEndian.putU8(to, VERSION_AT, VERSION);
        BigEndian.putU8(to, TYPE_AT, isResponse ? RESPONSE : INFORMATION);
        BigEndian.putU8(to, LENGTH_AT, LENGTH);
        BigEndian.putU16(to, PORT_AT, port);
        BigEndian.putU48(to, SYSTEM_AT, system.bits());
        BigEndian.putU32(to, TRANSACTION_AT, transaction);
        return SlowProtocols.frame(source, to);
    }
}
