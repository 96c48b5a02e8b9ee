package viridian.vswitch.loop.rstp;

import static viridian.vswitch.frame.BigEndian.putU16;
import static viridian.vswitch.frame.BigEndian.putU32;
import static viridian.vswitch.frame.BigEndian.putU8;
import static viridian.vswitch.frame.BigEndian.u16;
import static viridian.vswitch.frame.BigEndian.u32;
import static viridian.vswitch.frame.BigEndian.u8;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.frame.BigEndian;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.MacAddress;

/**
 * What bridges say to each other about the spanning tree (IEEE 802.1D-2004 section 9.3). On the wire: destination
 * 01-80-C2-00-00-00, a length in place of a type, LLC 42 42 03, then the BPDU.
 */
public sealed interface Bpdu {

    /** The bridge group address (table 7-10). */
    MacAddress GROUP = MacAddress.of(0x0180_C200_0000L);

    /** The root's word as 802.1D-1998 passes it on (section 9.3.1). */
    record Configuration(boolean topologyChange, boolean acknowledges, PriorityVector priority, Times times)
            implements Bpdu {
        static final int TYPE = 0x00;
        static final int BYTES = 35;
    }

    /** A bridge of 802.1D-1998 reports a change towards the root (section 9.3.2). */
    record TopologyChangeNotification() implements Bpdu {
        static final int TYPE = 0x80;
        static final int BYTES = 4;
    }

    /**
     * The same as {@link Configuration}, and what the rapid protocol adds (section 9.3.3).
     *
     * @param role of the sending port; {@link PortRole#DISABLED} stands for the code "unknown", which is read as the role
     *     of a configuration BPDU; alternate and backup have one code, read as alternate
     * @param proposal the sender would like to forward, if the receiver agrees
     * @param agreement the receiver may forward
     */
    record Rapid(
            PortRole role,
            boolean topologyChange,
            boolean proposal,
            boolean learning,
            boolean forwarding,
            boolean agreement,
            PriorityVector priority,
            Times times)
            implements Bpdu {
        static final int TYPE = 0x02;
        static final int VERSION = 2;
        static final int BYTES = 36;
    }

    /** Offsets in a frame and in the BPDU behind the link control header. */
    final class Layout {
        static final int LENGTH = 12;
        static final int LLC = 14;
        static final int LLC_BYTES = 3;
        static final int BPDU = LLC + LLC_BYTES;

        // destination and source service access point 42 for the spanning tree, unnumbered information (table 7-9)
        static final int LLC_SERVICES = 0x4242;
        static final int LLC_UNNUMBERED = 0x03;

        static final int PROTOCOL = BPDU;
        static final int VERSION = BPDU + 2;
        static final int TYPE = BPDU + 3;
        static final int FLAGS = BPDU + 4;
        static final int ROOT = BPDU + 5;
        static final int COST = BPDU + 13;
        static final int BRIDGE = BPDU + 17;
        static final int PORT = BPDU + 25;
        static final int MESSAGE_AGE = BPDU + 27;
        static final int MAX_AGE = BPDU + 29;
        static final int HELLO_TIME = BPDU + 31;
        static final int FORWARD_DELAY = BPDU + 33;

        // bits of the flags (figures 9-1 and 9-3)
        static final int TOPOLOGY_CHANGE = 0x01;
        static final int PROPOSAL = 0x02;
        static final int ROLE_SHIFT = 2;
        static final int ROLE_MASK = 0x3;
        static final int LEARNING = 0x10;
        static final int FORWARDING = 0x20;
        static final int AGREEMENT = 0x40;
        static final int ACKNOWLEDGEMENT = 0x80;

        private Layout() {}
    }

    /**
     * Reads the BPDU in a frame, by the rules of section 9.3.4.
     *
     * @return null if there is none in it, or one that is malformed or too old to be believed
     */
    static @Nullable Bpdu read(Frame frame) {
        MemorySegment in = frame.bytes();
        int length = lengthOf(in);
        if (length < TopologyChangeNotification.BYTES || u16(in, Layout.PROTOCOL) != 0) return null;
        return switch (u8(in, Layout.TYPE)) {
            case Configuration.TYPE -> length < Configuration.BYTES ? null : configuration(in);
            case TopologyChangeNotification.TYPE -> new TopologyChangeNotification();
            case Rapid.TYPE -> length < Rapid.BYTES || u8(in, Layout.VERSION) < Rapid.VERSION ? null : rapid(in);
            default -> null;
        };
    }

    /** How many bytes of BPDU there are by the frame's own length field; 0 if it has no spanning tree header. */
    private static int lengthOf(MemorySegment in) {
        if (in.byteSize() < Layout.BPDU) return 0;
        int said = u16(in, Layout.LENGTH) + Frame.HEADER_BYTES;
        boolean spanningTree =
                u16(in, Layout.LLC) == Layout.LLC_SERVICES && u8(in, Layout.LLC + 2) == Layout.LLC_UNNUMBERED;
        return spanningTree && said <= in.byteSize() ? said - Layout.BPDU : 0;
    }

    private static @Nullable Configuration configuration(MemorySegment in) {
        int flags = u8(in, Layout.FLAGS);
        Times times = times(in);
        if (times.messageAge() >= times.maxAge()) return null;
        return new Configuration(
                (flags & Layout.TOPOLOGY_CHANGE) != 0, (flags & Layout.ACKNOWLEDGEMENT) != 0, priority(in), times);
    }

    private static Rapid rapid(MemorySegment in) {
        int flags = u8(in, Layout.FLAGS);
        return new Rapid(
                roleOf(flags >> Layout.ROLE_SHIFT & Layout.ROLE_MASK),
                (flags & Layout.TOPOLOGY_CHANGE) != 0,
                (flags & Layout.PROPOSAL) != 0,
                (flags & Layout.LEARNING) != 0,
                (flags & Layout.FORWARDING) != 0,
                (flags & Layout.AGREEMENT) != 0,
                priority(in),
                times(in));
    }

    private static PriorityVector priority(MemorySegment in) {
        return new PriorityVector(
                bridgeId(in, Layout.ROOT), u32(in, Layout.COST), bridgeId(in, Layout.BRIDGE), u16(in, Layout.PORT));
    }

    private static BridgeId bridgeId(MemorySegment in, int at) {
        return new BridgeId((long) u16(in, at) << 48 | BigEndian.u48(in, at + 2));
    }

    private static Times times(MemorySegment in) {
        return new Times(
                u16(in, Layout.MESSAGE_AGE),
                u16(in, Layout.MAX_AGE),
                u16(in, Layout.HELLO_TIME),
                u16(in, Layout.FORWARD_DELAY));
    }

    /** The frame that says this, 60 bytes, untagged. */
    default Frame frame(MacAddress source) {
        Frame frame = FrameBuilder.frame(source, GROUP).type(0).build();
        MemorySegment to = frame.memory();
        putU16(to, Layout.LLC, Layout.LLC_SERVICES);
        putU8(to, Layout.LLC + 2, Layout.LLC_UNNUMBERED);
        putU16(to, Layout.LENGTH, Layout.LLC_BYTES + write(to));
        return frame;
    }

    /** Writes the BPDU; returns its length in bytes. */
    private int write(MemorySegment to) {
        return switch (this) {
            case TopologyChangeNotification ignored -> {
                putU8(to, Layout.TYPE, TopologyChangeNotification.TYPE);
                yield TopologyChangeNotification.BYTES;
            }
            case Configuration said -> {
                putU8(to, Layout.TYPE, Configuration.TYPE);
                putU8(to, Layout.FLAGS, flags(said));
                write(to, said.priority, said.times);
                yield Configuration.BYTES;
            }
            case Rapid said -> {
                putU8(to, Layout.VERSION, Rapid.VERSION);
                putU8(to, Layout.TYPE, Rapid.TYPE);
                putU8(to, Layout.FLAGS, flags(said));
                write(to, said.priority, said.times);
                yield Rapid.BYTES; // the last byte, the length of version 1's information, is zero
            }
        };
    }

    private static void write(MemorySegment to, PriorityVector priority, Times times) {
        write(to, Layout.ROOT, priority.root());
        putU32(to, Layout.COST, priority.cost());
        write(to, Layout.BRIDGE, priority.bridge());
        putU16(to, Layout.PORT, priority.port());
        putU16(to, Layout.MESSAGE_AGE, times.messageAge());
        putU16(to, Layout.MAX_AGE, times.maxAge());
        putU16(to, Layout.HELLO_TIME, times.helloTime());
        putU16(to, Layout.FORWARD_DELAY, times.forwardDelay());
    }

    private static void write(MemorySegment to, int at, BridgeId bridge) {
        putU16(to, at, (int) (bridge.bits() >>> 48));
        BigEndian.putU48(to, at + 2, bridge.bits());
    }

    private static int flags(Configuration said) {
        return (said.topologyChange ? Layout.TOPOLOGY_CHANGE : 0) | (said.acknowledges ? Layout.ACKNOWLEDGEMENT : 0);
    }

    private static int flags(Rapid said) {
        return (said.topologyChange ? Layout.TOPOLOGY_CHANGE : 0)
                | (said.proposal ? Layout.PROPOSAL : 0)
                | codeOf(said.role) << Layout.ROLE_SHIFT
                | (said.learning ? Layout.LEARNING : 0)
                | (said.forwarding ? Layout.FORWARDING : 0)
                | (said.agreement ? Layout.AGREEMENT : 0);
    }

    /** Section 9.2.9 (encoding of port role values). */
    private static int codeOf(PortRole role) {
        return switch (role) {
            case DISABLED -> 0;
            case ALTERNATE, BACKUP -> 1;
            case ROOT -> 2;
            case DESIGNATED -> 3;
        };
    }

    private static PortRole roleOf(int code) {
        return switch (code) {
            case 1 -> PortRole.ALTERNATE;
            case 2 -> PortRole.ROOT;
            case 3 -> PortRole.DESIGNATED;
            default -> PortRole.DISABLED;
        };
    }
}
