package viridian.vswitch.frame;

import java.lang.foreign.MemorySegment;

/** Puts a frame together by hand: for tests, probes and whoever speaks Ethernet without a stack above it. */
public final class FrameBuilder {

    /** The type IEEE 802 section 9.2.4 leaves to local experiments: no host takes it for something else. */
    public static final int EXPERIMENTAL = 0x88B5;

    /** The shortest frame on a wire, without check sequence (IEEE 802.3 section 4.2.3.3). */
    public static final int SHORTEST = 60;

    private final long destination;
    private final long source;
    private int type = EXPERIMENTAL;
    private int tag = Frame.UNTAGGED;
    private int length = SHORTEST;
    private byte[] payload = {};

    private FrameBuilder(long destination, long source) {
        this.destination = destination;
        this.source = source;
    }

    /** A frame from one adapter to another: 60 bytes of type {@link #EXPERIMENTAL}, untagged, unless more is said. */
    public static FrameBuilder frame(MacAddress source, MacAddress destination) {
        return new FrameBuilder(destination.bits(), source.bits());
    }

    /** A frame to all stations. */
    public static FrameBuilder broadcast(MacAddress source) {
        return new FrameBuilder(Frame.BROADCAST, source.bits());
    }

    public FrameBuilder type(int etherType) {
        this.type = etherType;
        return this;
    }

    /** In this VLAN, with priority 0; VLAN 0 makes a priority tag. */
    public FrameBuilder vlan(int vlan) {
        return tag(vlan);
    }

    /** With this tag control information: priority 15:13, DEI 12, VLAN 11:0 (IEEE 802.1Q section 9.6). */
    public FrameBuilder tag(int control) {
        this.tag = control;
        return this;
    }

    /** What follows the header. The frame grows to hold it. */
    public FrameBuilder payload(byte... bytes) {
        this.payload = bytes.clone();
        return this;
    }

    /** At least this many bytes from destination to the end, without tag; zeros fill what the payload does not. */
    public FrameBuilder length(int bytes) {
        this.length = bytes;
        return this;
    }

    /** A frame of its own, to keep or to hand out. */
    public Frame build() {
        int total = Math.max(length, Frame.HEADER_BYTES + payload.length);
        MemorySegment memory = MemorySegment.ofArray(new byte[total]);
        BigEndian.putU48(memory, 0, destination);
        BigEndian.putU48(memory, 6, source);
        BigEndian.putU16(memory, 12, type);
        MemorySegment.copy(MemorySegment.ofArray(payload), 0, memory, Frame.HEADER_BYTES, payload.length);
        return new Frame().lend(memory, 0, total, tag);
    }
}
