package viridian.synthetic.nvsp;

import static viridian.partitions.LittleEndian.i32;
import static viridian.partitions.LittleEndian.i64;
import static viridian.partitions.LittleEndian.putI32;
import static viridian.partitions.LittleEndian.putI64;
import static viridian.partitions.LittleEndian.putU16;
import static viridian.partitions.LittleEndian.u16;

import java.lang.foreign.MemorySegment;

/**
 * What the two halves of a synthetic adapter say to each other ahead of the frames; {@link NvspRndis} carries those.
 *
 * <p>A message is 28 bytes: its type, then its fields, then zeros. Offsets in the records count from the type. Numbers
 * and layouts: Linux {@code drivers/net/hyperv/hyperv_net.h}, {@code struct nvsp_message}.
 */
public sealed interface NvspMessage {

    /** A whole message, up to and including version 6. */
    int BYTES = 28;

    /** The number that stands first. */
    int type();

    /** Writes the fields behind the type; what they leave free is zero already. */
    void writeFields(MemorySegment to);

    /** The message as it goes into the ring, {@link #BYTES} long. */
    default MemorySegment bytes() {
        MemorySegment bytes = MemorySegment.ofArray(new byte[BYTES]);
        putI32(bytes, 0, type());
        writeFields(bytes);
        return bytes;
    }

    /** Guest to host, before anything else: the versions it speaks. Since version 2 both are the one it wants. */
    record Init(int oldest, int newest) implements NvspMessage {
        public static final int TYPE = 1;

        @Override
        public int type() {
            return TYPE;
        }

        @Override
        public void writeFields(MemorySegment to) {
            putI32(to, 4, oldest);
            putI32(to, 8, newest);
        }
    }

    /** Answer to {@link Init}; the first two fields are relics. Any status but success means: try another version. */
    record InitComplete(int version, int maxMdlChain, int status) implements NvspMessage {
        public static final int TYPE = 2;

        @Override
        public int type() {
            return TYPE;
        }

        @Override
        public void writeFields(MemorySegment to) {
            putI32(to, 4, version);
            putI32(to, 8, maxMdlChain);
            putI32(to, 12, status);
        }
    }

    /** Guest to host: the network driver interface its adapter is written for, as 6.30 or 5.0. */
    record NdisVersion(int major, int minor) implements NvspMessage {
        public static final int TYPE = 100;

        @Override
        public int type() {
            return TYPE;
        }

        @Override
        public void writeFields(MemorySegment to) {
            putI32(to, 4, major);
            putI32(to, 8, minor);
        }
    }

    /** Guest to host: received frames may be put in the memory behind this GPADL. */
    record SendReceiveBuffer(int gpadl, int id) implements NvspMessage {
        public static final int TYPE = 101;

        @Override
        public int type() {
            return TYPE;
        }

        @Override
        public void writeFields(MemorySegment to) {
            putI32(to, 4, gpadl);
            putU16(to, 8, id);
        }
    }

    /** Answer: how the host divides the receive buffer. There is one section; sizes and offsets in bytes. */
    record ReceiveBufferComplete(
            int status, int sections, int offset, int suballocationBytes, int suballocations, int endOffset)
            implements NvspMessage {
        public static final int TYPE = 102;

        @Override
        public int type() {
            return TYPE;
        }

        @Override
        public void writeFields(MemorySegment to) {
            putI32(to, 4, status);
            putI32(to, 8, sections);
            putI32(to, 12, offset);
            putI32(to, 16, suballocationBytes);
            putI32(to, 20, suballocations);
            putI32(to, 24, endOffset);
        }
    }

    /** Guest to host: the receive buffer is not to be touched any more. */
    record RevokeReceiveBuffer(int id) implements NvspMessage {
        public static final int TYPE = 103;

        @Override
        public int type() {
            return TYPE;
        }

        @Override
        public void writeFields(MemorySegment to) {
            putU16(to, 4, id);
        }
    }

    /** Guest to host: frames to send will lie in sections of the memory behind this GPADL. */
    record SendSendBuffer(int gpadl, int id) implements NvspMessage {
        public static final int TYPE = 104;

        @Override
        public int type() {
            return TYPE;
        }

        @Override
        public void writeFields(MemorySegment to) {
            putI32(to, 4, gpadl);
            putU16(to, 8, id);
        }
    }

    /** Answer: how long a section of the send buffer is. */
    record SendBufferComplete(int status, int sectionBytes) implements NvspMessage {
        public static final int TYPE = 105;

        @Override
        public int type() {
            return TYPE;
        }

        @Override
        public void writeFields(MemorySegment to) {
            putI32(to, 4, status);
            putI32(to, 8, sectionBytes);
        }
    }

    /** Guest to host: the send buffer is not to be read any more. */
    record RevokeSendBuffer(int id) implements NvspMessage {
        public static final int TYPE = 106;

        @Override
        public int type() {
            return TYPE;
        }

        @Override
        public void writeFields(MemorySegment to) {
            putU16(to, 4, id);
        }
    }

    /** Guest to host, since version 2: its longest frame, Ethernet header included, and what it can do. */
    record NdisConfig(int mtu, long capabilities) implements NvspMessage {
        public static final int TYPE = 125;

        /** The capability of 802.1Q tags in per-packet information. */
        public static final long VLAN = 1 << 3;

        @Override
        public int type() {
            return TYPE;
        }

        @Override
        public void writeFields(MemorySegment to) {
            putI32(to, 4, mtu);
            putI64(to, 12, capabilities);
        }
    }

    /** Guest to host, since version 4: frames go by the synthetic path (0) or by a virtual function (1). */
    record SwitchDataPath(int path) implements NvspMessage {
        public static final int TYPE = 129;

        @Override
        public int type() {
            return TYPE;
        }

        @Override
        public void writeFields(MemorySegment to) {
            putI32(to, 4, path);
        }
    }

    /** Guest to host, since version 5: a question about an object behind the NDIS object header of 4 bytes. */
    record OidQuery(int oid) implements NvspMessage {
        public static final int TYPE = 131;

        @Override
        public int type() {
            return TYPE;
        }

        @Override
        public void writeFields(MemorySegment to) {
            putI32(to, 8, oid);
        }
    }

    /** Answer to {@link OidQuery}. */
    record OidQueryComplete(int status, int answerBytes) implements NvspMessage {
        public static final int TYPE = 132;

        @Override
        public int type() {
            return TYPE;
        }

        @Override
        public void writeFields(MemorySegment to) {
            putI32(to, 4, status);
            putI32(to, 8, answerBytes);
        }
    }

    /** Guest to host and back, since version 5: operation 1 asks for further channels; the answer has a status there. */
    record Subchannel(int operationOrStatus, int count) implements NvspMessage {
        public static final int TYPE = 133;

        @Override
        public int type() {
            return TYPE;
        }

        @Override
        public void writeFields(MemorySegment to) {
            putI32(to, 4, operationOrStatus);
            putI32(to, 8, count);
        }
    }

    /** A number without meaning here, or a message shorter than its fields. */
    record Unknown(int type) implements NvspMessage {
        @Override
        public void writeFields(MemorySegment to) {}
    }

    /**
     * Reads a message out of private memory.
     *
     * @param length what the ring carried: the message, padded
     */
    static NvspMessage read(MemorySegment in, long at, long length) {
        if (length < 4) return new Unknown(0);
        int type = i32(in, at);
        if (length < 4 + fieldBytes(type)) return new Unknown(type);
        return switch (type) {
            case Init.TYPE -> new Init(i32(in, at + 4), i32(in, at + 8));
            case InitComplete.TYPE -> new InitComplete(i32(in, at + 4), i32(in, at + 8), i32(in, at + 12));
            case NdisVersion.TYPE -> new NdisVersion(i32(in, at + 4), i32(in, at + 8));
            case SendReceiveBuffer.TYPE -> new SendReceiveBuffer(i32(in, at + 4), u16(in, at + 8));
            case ReceiveBufferComplete.TYPE -> readReceiveBufferComplete(in, at);
            case RevokeReceiveBuffer.TYPE -> new RevokeReceiveBuffer(u16(in, at + 4));
            case SendSendBuffer.TYPE -> new SendSendBuffer(i32(in, at + 4), u16(in, at + 8));
            case SendBufferComplete.TYPE -> new SendBufferComplete(i32(in, at + 4), i32(in, at + 8));
            case RevokeSendBuffer.TYPE -> new RevokeSendBuffer(u16(in, at + 4));
            case NdisConfig.TYPE -> new NdisConfig(i32(in, at + 4), i64(in, at + 12));
            case SwitchDataPath.TYPE -> new SwitchDataPath(i32(in, at + 4));
            case OidQuery.TYPE -> new OidQuery(i32(in, at + 8));
            case OidQueryComplete.TYPE -> new OidQueryComplete(i32(in, at + 4), i32(in, at + 8));
            case Subchannel.TYPE -> new Subchannel(i32(in, at + 4), i32(in, at + 8));
            default -> new Unknown(type);
        };
    }

    private static ReceiveBufferComplete readReceiveBufferComplete(MemorySegment in, long at) {
        return new ReceiveBufferComplete(
                i32(in, at + 4),
                i32(in, at + 8),
                i32(in, at + 12),
                i32(in, at + 16),
                i32(in, at + 20),
                i32(in, at + 24));
    }

    /** Bytes from the type to the end of the last field a message of this number must have. */
    private static int fieldBytes(int type) {
        return switch (type) {
            case RevokeReceiveBuffer.TYPE, RevokeSendBuffer.TYPE -> 2;
            case SwitchDataPath.TYPE -> 4;
            case SendReceiveBuffer.TYPE, SendSendBuffer.TYPE -> 6;
            case InitComplete.TYPE -> 12;
            case NdisConfig.TYPE -> 16;
            case ReceiveBufferComplete.TYPE -> 24;
            default -> 8;
        };
    }
}
