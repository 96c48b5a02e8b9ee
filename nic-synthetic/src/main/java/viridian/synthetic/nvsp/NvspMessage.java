package viridian.synthetic.nvsp;

import static viridian.partitions.LittleEndian.i32;
import static viridian.partitions.LittleEndian.i64;
import static viridian.partitions.LittleEndian.putI32;
import static viridian.partitions.LittleEndian.putI64;
import static viridian.partitions.LittleEndian.putU16;
import static viridian.partitions.LittleEndian.u16;
import static viridian.partitions.LittleEndian.u32;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * What the two halves of a synthetic adapter say to each other ahead of the frames; {@link NvspRndis} carries those.
 *
 * <p>A message is 28 bytes, since version 6.1 40: its type, then its fields, then zeros. Offsets in the records count from the type. Numbers
 * and layouts: Linux {@code drivers/net/hyperv/hyperv_net.h}, {@code struct nvsp_message}.
 */
public sealed interface NvspMessage {

    /** A whole message, up to and including version 6. */
    int BYTES = 28;

    /** A whole message since version 6.1. */
    int LONG_BYTES = 40;

    /** The number that stands first. */
    int type();

    /** Writes the fields behind the type; what they leave free is zero already. */
    void writeFields(MemorySegment to);

    /** Bytes up to the end of the last field, if they are more than any version's messages have. */
    default int leastBytes() {
        return 0;
    }

    /** The message as it goes into the ring, {@link #BYTES} long. */
    default MemorySegment bytes() {
        return bytes(BYTES);
    }

    /** The message as it goes into the ring of a version whose messages have so many bytes. */
    default MemorySegment bytes(int messageBytes) {
        MemorySegment bytes = MemorySegment.ofArray(new byte[Math.max(messageBytes, leastBytes())]);
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

        public static final long VMQ = 1;
        public static final long CHIMNEY = 1 << 1;
        public static final long SR_IOV = 1 << 2;

        /** The capability of 802.1Q tags in per-packet information. */
        public static final long VLAN = 1 << 3;

        public static final long CORRELATION_ID = 1 << 4;
        public static final long TEAMING = 1 << 5;
        public static final long VIRTUAL_SUBNET_ID = 1 << 6;

        /** The capability of frames in several parts, joined from segments or never cut into them. */
        public static final long COALESCING = 1 << 7;

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

    /** Host to guest, since version 4: a virtual function of this serial number is the guest's, or is no more. */
    record VfAssociation(int allocated, int serial) implements NvspMessage {
        public static final int TYPE = 128;

        @Override
        public int type() {
            return TYPE;
        }

        @Override
        public void writeFields(MemorySegment to) {
            putI32(to, 4, allocated);
            putI32(to, 8, serial);
        }
    }

    /** Guest to host, since version 4: frames go by the synthetic path (0) or by a virtual function (1). */
    record SwitchDataPath(int path) implements NvspMessage {
        public static final int TYPE = 129;
        public static final int SYNTHETIC = 0;
        public static final int VIRTUAL_FUNCTION = 1;

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
        public static final int ALLOCATE = 1;

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

    /**
     * Host to guest, since version 5, once all channels are open: on which of them the guest should send a flow, by its
     * hash. The message is as long as its table needs.
     */
    record IndirectionTable(List<Integer> channels) implements NvspMessage {
        public static final int TYPE = 134;

        /** Entries of the table hosts send. */
        public static final int ENTRIES = 16;

        private static final int TABLE_AT = 12;

        /** Where the table is if an older host says something else and the message is long enough. */
        private static final int LATE_TABLE_AT = 40;

        public IndirectionTable(List<Integer> channels) {
            this.channels = List.copyOf(channels);
        }

        @Override
        public int type() {
            return TYPE;
        }

        @Override
        public int leastBytes() {
            return TABLE_AT + 4 * channels.size();
        }

        @Override
        public void writeFields(MemorySegment to) {
            putI32(to, 4, channels.size());
            putI32(to, 8, TABLE_AT);
            for (int i = 0; i < channels.size(); i++) putI32(to, TABLE_AT + 4L * i, channels.get(i));
        }

        private static NvspMessage read(MemorySegment in, long at, long length, boolean mayBeMisplaced) {
            long count = u32(in, at + 4);
            long tableAt = u32(in, at + 8);
            if (mayBeMisplaced && length >= LATE_TABLE_AT + 4 * count) tableAt = LATE_TABLE_AT;
            if (count > ENTRIES || tableAt < TABLE_AT || tableAt > length - 4 * count) return new Unknown(TYPE);
            List<Integer> channels = new ArrayList<>();
            for (int i = 0; i < count; i++) channels.add(i32(in, at + tableAt + 4L * i));
            return new IndirectionTable(channels);
        }
    }

    /** Both ways, since version 6.1: an operation of packet-direct, and in the answer its NT status. Nobody here does any. */
    record PacketDirect(int operation, int status) implements NvspMessage {
        public static final int TYPE = 135;

        @Override
        public int type() {
            return TYPE;
        }

        @Override
        public void writeFields(MemorySegment to) {
            putI32(to, 4, operation);
            putI32(to, 8, status);
        }
    }

    /** A number without meaning here, or a message shorter than its fields. */
    record Unknown(int type) implements NvspMessage {
        @Override
        public void writeFields(MemorySegment to) {}

        @Override
        public String toString() {
            return NvspNames.of(type) + " that cannot be read";
        }
    }

    /**
     * Reads a message out of private memory.
     *
     * @param length what the ring carried: the message, padded
     */
    static NvspMessage read(MemorySegment in, long at, long length) {
        return read(in, at, length, NvspVersion.V6_1);
    }

    /** As {@link #read(MemorySegment, long, long)}, once a version is agreed on: hosts of some misplace a table. */
    static NvspMessage read(MemorySegment in, long at, long length, NvspVersion agreed) {
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
            case VfAssociation.TYPE -> new VfAssociation(i32(in, at + 4), i32(in, at + 8));
            case SwitchDataPath.TYPE -> new SwitchDataPath(i32(in, at + 4));
            case OidQuery.TYPE -> new OidQuery(i32(in, at + 8));
            case OidQueryComplete.TYPE -> new OidQueryComplete(i32(in, at + 4), i32(in, at + 8));
            case Subchannel.TYPE -> new Subchannel(i32(in, at + 4), i32(in, at + 8));
            case IndirectionTable.TYPE -> IndirectionTable.read(in, at, length, agreed != NvspVersion.V6_1);
            case PacketDirect.TYPE -> new PacketDirect(i32(in, at + 4), i32(in, at + 8));
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
