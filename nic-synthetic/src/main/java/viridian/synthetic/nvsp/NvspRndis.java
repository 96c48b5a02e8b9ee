package viridian.synthetic.nvsp;

import java.lang.foreign.MemorySegment;
import viridian.partitions.LittleEndian;

/**
 * The NVSP message that announces RNDIS messages, and its completion: the two on every frame's way, so they are offsets
 * and not objects. Linux {@code hyperv_net.h}, {@code NVSP_MSG1_TYPE_SEND_RNDIS_PKT} and {@code ..._COMPLETE}.
 */
public final class NvspRndis {

    public static final int TYPE = 107;
    public static final int COMPLETE_TYPE = 108;

    /** The channel type of frames. */
    public static final int DATA = 0;

    /** The channel type of control messages. */
    public static final int CONTROL = 1;

    /** The section index when nothing lies in the send buffer. */
    public static final int NO_SECTION = -1;

    /** Bytes of the message up to its last field; a sender pads it to {@link NvspMessage#BYTES}. */
    public static final int USED_BYTES = 16;

    /** Bytes of the completion: type and status. */
    public static final int COMPLETE_BYTES = 8;

    private static final int CHANNEL_TYPE = 4;
    private static final int SECTION = 8;
    private static final int SECTION_BYTES = 12;
    private static final int STATUS = 4;

    private NvspRndis() {}

    public static int channelType(MemorySegment in, long at) {
        return LittleEndian.i32(in, at + CHANNEL_TYPE);
    }

    /** The index of a send buffer section, or {@link #NO_SECTION}; unsigned, unchecked. */
    public static int section(MemorySegment in, long at) {
        return LittleEndian.i32(in, at + SECTION);
    }

    /** How much of the section is used, in bytes; unsigned, unchecked. */
    public static int sectionBytes(MemorySegment in, long at) {
        return LittleEndian.i32(in, at + SECTION_BYTES);
    }

    /** Writes the announcement, {@link NvspMessage#BYTES} long. */
    public static void write(MemorySegment to, long at, int channelType, int section, int sectionBytes) {
        LittleEndian.putI32(to, at, TYPE);
        LittleEndian.putI32(to, at + CHANNEL_TYPE, channelType);
        LittleEndian.putI32(to, at + SECTION, section);
        LittleEndian.putI32(to, at + SECTION_BYTES, sectionBytes);
        LittleEndian.putI64(to, at + USED_BYTES, 0);
        LittleEndian.putI32(to, at + USED_BYTES + 8, 0);
    }

    /** Writes the completion, {@link #COMPLETE_BYTES} long. */
    public static void writeComplete(MemorySegment to, long at, int status) {
        LittleEndian.putI32(to, at, COMPLETE_TYPE);
        LittleEndian.putI32(to, at + STATUS, status);
    }

    /** The status in a completion. */
    public static int status(MemorySegment in, long at) {
        return LittleEndian.i32(in, at + STATUS);
    }
}
