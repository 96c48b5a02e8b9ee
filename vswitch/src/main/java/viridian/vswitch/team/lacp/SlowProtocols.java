package viridian.vswitch.team.lacp;

import java.lang.foreign.MemorySegment;
import viridian.vswitch.frame.BigEndian;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.MacAddress;

/** What all slow protocols have in common (IEEE 802.3 annex 57A): they end at the next station. */
public final class SlowProtocols {

    /** No bridge forwards a frame to this address. */
    public static final MacAddress ADDRESS = MacAddress.of(0x0180_C200_0002L);

    public static final int TYPE = 0x8809;

    static final int LACP = 1;
    static final int MARKER = 2;

    /** Subtype and what follows it in LACPDUs and Marker PDUs alike, bytes (sections 5.4.2.2 and 5.5.3.2). */
    static final int PDU_BYTES = 110;

    private SlowProtocols() {}

    /** Whether a frame is for this station's slow protocols, and for nobody behind it. */
    public static boolean concerns(Frame frame) {
        return frame.etherType() == TYPE && frame.destination() == ADDRESS.bits();
    }

    /** Which protocol a frame speaks, or 0 if it is too short for any PDU of ours. */
    static int subtype(Frame frame) {
        if (frame.length() < Frame.HEADER_BYTES + PDU_BYTES) return 0;
        return BigEndian.u8(frame.memory(), frame.offset() + Frame.HEADER_BYTES);
    }

    static Frame frame(MacAddress source, MemorySegment pdu) {
        byte[] bytes = new byte[PDU_BYTES];
        MemorySegment.copy(pdu, 0, MemorySegment.ofArray(bytes), 0, PDU_BYTES);
        return FrameBuilder.frame(source, ADDRESS).type(TYPE).payload(bytes).build();
    }
}
