package viridian.vswitch.loop;

import java.lang.foreign.MemorySegment;
import viridian.vswitch.frame.BigEndian;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.MacAddress;

/**
 * The frame by which a switch finds its own loops. Our own format, in IEEE 802's type for local experiments:
 *
 * <pre>
 *  0  destination 03-56-4C-00-00-01, a local group: other switches carry it everywhere
 *  6  source, the switch's own address
 * 12  type 0x88B5
 * 14  "VLlp"
 * 18  version 1
 * 19  reserved, 0
 * 20  number of the sending port, 16 bits
 * 22  the switch's token, 64 bits drawn when it began
 * </pre>
 */
final class Probe {

    static final MacAddress GROUP = MacAddress.of(0x0356_4C00_0001L);

    private static final int MAGIC = 14;
    private static final long MAGIC_WORD = 0x564C_6C70L;
    private static final int VERSION = 18;
    private static final int PORT = 20;
    private static final int TOKEN = 22;
    private static final int BYTES = 30;

    private Probe() {}

    /** A probe, 60 bytes. */
    static Frame frame(MacAddress source, int port, long token, int tag) {
        Frame frame = FrameBuilder.frame(source, GROUP).tag(tag).build();
        MemorySegment to = frame.memory();
        BigEndian.putU32(to, MAGIC, MAGIC_WORD);
        BigEndian.putU8(to, VERSION, 1);
        BigEndian.putU16(to, PORT, port);
        BigEndian.putU32(to, TOKEN, token >>> 32);
        BigEndian.putU32(to, TOKEN + 4, token);
        return frame;
    }

    /** Whether a frame is a probe of the switch with this token. */
    static boolean isOf(long token, Frame frame) {
        if (frame.length() < BYTES || frame.etherType() != FrameBuilder.EXPERIMENTAL) return false;
        MemorySegment in = frame.memory();
        long at = frame.offset();
        return BigEndian.u32(in, at + MAGIC) == MAGIC_WORD
                && BigEndian.u8(in, at + VERSION) == 1
                && (BigEndian.u32(in, at + TOKEN) << 32 | BigEndian.u32(in, at + TOKEN + 4)) == token;
    }

    /** Which port sent a probe. */
    static int port(Frame probe) {
        return BigEndian.u16(probe.memory(), probe.offset() + PORT);
    }
}
