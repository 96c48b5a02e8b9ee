package viridian.vswitch.team.lacp;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.frame.BigEndian;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.MacAddress;

/**
 * What one system tells the other about a link (IEEE 802.1AX-2008 section 5.4.2.2, figure 5-8).
 *
 * @param actor the sender's end
 * @param partner the other end, as the sender knows it
 * @param collectorMaxDelay how long the sender may take to hand an arrived frame up, tens of microseconds
 */
public record LacpPdu(LacpEnd actor, LacpEnd partner, int collectorMaxDelay) {

    static final int VERSION = 1;

    // Offsets from the subtype, in the order of the wire.
    private static final int SUBTYPE_AT = 0;
    private static final int VERSION_AT = 1;
    private static final int ACTOR_TYPE_AT = 2;
    private static final int ACTOR_LENGTH_AT = 3;
    private static final int ACTOR_AT = 4;
    private static final int PARTNER_TYPE_AT = 22;
    private static final int PARTNER_LENGTH_AT = 23;
    private static final int PARTNER_AT = 24;
    private static final int COLLECTOR_TYPE_AT = 42;
    private static final int COLLECTOR_LENGTH_AT = 43;
    private static final int COLLECTOR_DELAY_AT = 44;
    private static final int TERMINATOR_LENGTH_AT = 59;

    // Offsets in the information about one end.
    private static final int SYSTEM_PRIORITY_AT = 0;
    private static final int SYSTEM_AT = 2;
    private static final int KEY_AT = 8;
    private static final int PORT_PRIORITY_AT = 10;
    private static final int PORT_AT = 12;
    private static final int STATE_AT = 14;

    private static final int ACTOR_TYPE = 1;
    private static final int PARTNER_TYPE = 2;
    private static final int COLLECTOR_TYPE = 3;
    private static final int END_LENGTH = 20;
    private static final int COLLECTOR_LENGTH = 16;

    /**
     * Reads the LACPDU in a frame, or answers null if there is none. The lengths have to be right; version, types and
     * reserved bytes are not looked at, so that a later version is understood as far as it is the same (section 5.4.12).
     */
    public static @Nullable LacpPdu read(Frame frame) {
        if (SlowProtocols.subtype(frame) != SlowProtocols.LACP) return null;
        MemorySegment in = frame.memory();
        long at = frame.offset() + Frame.HEADER_BYTES;
        boolean laidOut = BigEndian.u8(in, at + ACTOR_LENGTH_AT) == END_LENGTH
                && BigEndian.u8(in, at + PARTNER_LENGTH_AT) == END_LENGTH
                && BigEndian.u8(in, at + COLLECTOR_LENGTH_AT) == COLLECTOR_LENGTH
                && BigEndian.u8(in, at + TERMINATOR_LENGTH_AT) == 0;
        if (!laidOut) return null;
        return new LacpPdu(
                end(in, at + ACTOR_AT), end(in, at + PARTNER_AT), BigEndian.u16(in, at + COLLECTOR_DELAY_AT));
    }

    private static LacpEnd end(MemorySegment in, long at) {
        return new LacpEnd(
                BigEndian.u16(in, at + SYSTEM_PRIORITY_AT),
                MacAddress.of(BigEndian.u48(in, at + SYSTEM_AT)),
                BigEndian.u16(in, at + KEY_AT),
                BigEndian.u16(in, at + PORT_PRIORITY_AT),
                BigEndian.u16(in, at + PORT_AT),
                new LacpState(BigEndian.u8(in, at + STATE_AT)));
    }

    /** The frame that carries this PDU, without check sequence. */
    public Frame frame(MacAddress source) {
        MemorySegment to = MemorySegment.ofArray(new byte[SlowProtocols.PDU_BYTES]);
        BigEndian.putU8(to, SUBTYPE_AT, SlowProtocols.LACP);
        BigEndian.putU8(to, VERSION_AT, VERSION);
        BigEndian.putU8(to, ACTOR_TYPE_AT, ACTOR_TYPE);
        BigEndian.putU8(to, ACTOR_LENGTH_AT, END_LENGTH);
        put(actor, to, ACTOR_AT);
        BigEndian.putU8(to, PARTNER_TYPE_AT, PARTNER_TYPE);
        BigEndian.putU8(to, PARTNER_LENGTH_AT, END_LENGTH);
        put(partner, to, PARTNER_AT);
        BigEndian.putU8(to, COLLECTOR_TYPE_AT, COLLECTOR_TYPE);
        BigEndian.putU8(to, COLLECTOR_LENGTH_AT, COLLECTOR_LENGTH);
        BigEndian.putU16(to, COLLECTOR_DELAY_AT, collectorMaxDelay);
        return SlowProtocols.frame(source, to);
    }

    private static void put(LacpEnd end, MemorySegment to, long at) {
        BigEndian.putU16(to, at + SYSTEM_PRIORITY_AT, end.systemPriority());
        BigEndian.putU48(to, at + SYSTEM_AT, end.system().bits());
        BigEndian.putU16(to, at + KEY_AT, end.key());
        BigEndian.putU16(to, at + PORT_PRIORITY_AT, end.portPriority());
        BigEndian.putU16(to, at + PORT_AT, end.port());
        BigEndian.putU8(to, at + STATE_AT, end.state().bits());
    }
}
