package viridian.synthetic.rndis;

import static viridian.partitions.LittleEndian.i32;
import static viridian.partitions.LittleEndian.putI32;
import static viridian.partitions.LittleEndian.u32;

import java.lang.foreign.MemorySegment;

/**
 * What a driver and its adapter say about everything but frames; {@link RndisPacket} carries those.
 *
 * <p>A message is its type, its whole length, then fields; what is named an offset counts from byte 8. An answer has the
 * request's number and the request's type with the top bit set. [MS-RNDIS] section 2.2.
 */
public sealed interface RndisMessage {

    /** Set in the type of an answer. */
    int COMPLETE = 0x8000_0000;

    /** Type and length, which every message has. */
    int HEADER_BYTES = 8;

    /** Information of no bytes. */
    MemorySegment NOTHING = MemorySegment.ofArray(new byte[0]);

    /** The number that stands first. */
    int type();

    /** The whole message, in bytes. */
    int length();

    /** Writes the fields behind the header into a zeroed message. */
    void writeFields(MemorySegment to);

    /** The message as it lies in a buffer. */
    default MemorySegment bytes() {
        MemorySegment bytes = MemorySegment.ofArray(new byte[length()]);
        putI32(bytes, 0, type());
        putI32(bytes, 4, length());
        writeFields(bytes);
        return bytes;
    }

    /** A message that asks, or answers, by number. */
    sealed interface Numbered extends RndisMessage {
        int request();
    }

    /** Guest to host: the first message. {@code maxTransfer}: the longest message the guest takes, bytes. */
    record Initialize(int request, int major, int minor, int maxTransfer) implements Numbered {
        public static final int TYPE = 2;

        @Override
        public int type() {
            return TYPE;
        }

        @Override
        public int length() {
            return 24;
        }

        @Override
        public void writeFields(MemorySegment to) {
            putI32(to, 8, request);
            putI32(to, 12, major);
            putI32(to, 16, minor);
            putI32(to, 20, maxTransfer);
        }
    }

    /**
     * Answer: version 1.0, connectionless, 802.3.
     *
     * @param maxPackets PACKET messages the host takes in one transfer
     * @param maxTransfer bytes the host takes in one transfer
     * @param alignment of messages within a transfer, as a power of two
     */
    record InitializeComplete(int request, int status, int maxPackets, int maxTransfer, int alignment)
            implements Numbered {
        public static final int TYPE = COMPLETE | Initialize.TYPE;

        private static final int CONNECTIONLESS = 1;

        @Override
        public int type() {
            return TYPE;
        }

        @Override
        public int length() {
            return 52;
        }

        @Override
        public void writeFields(MemorySegment to) {
            putI32(to, 8, request);
            putI32(to, 12, status);
            putI32(to, 16, 1);
            putI32(to, 24, CONNECTIONLESS);
            putI32(to, 32, maxPackets);
            putI32(to, 36, maxTransfer);
            putI32(to, 40, alignment);
        }
    }

    /** Guest to host: the end. There is no answer. */
    record Halt(int request) implements Numbered {
        public static final int TYPE = 3;

        @Override
        public int type() {
            return TYPE;
        }

        @Override
        public int length() {
            return 12;
        }

        @Override
        public void writeFields(MemorySegment to) {
            putI32(to, 8, request);
        }
    }

    /** Guest to host: what is the value of this object? */
    record Query(int request, int oid, MemorySegment info) implements Numbered {
        public static final int TYPE = 4;

        @Override
        public int type() {
            return TYPE;
        }

        @Override
        public int length() {
            return 28 + (int) info.byteSize();
        }

        @Override
        public void writeFields(MemorySegment to) {
            writeObject(to, request, oid, info);
        }
    }

    /** Answer: the value, empty if the status is not success. */
    record QueryComplete(int request, int status, MemorySegment info) implements Numbered {
        public static final int TYPE = COMPLETE | Query.TYPE;

        @Override
        public int type() {
            return TYPE;
        }

        @Override
        public int length() {
            return 24 + (int) info.byteSize();
        }

        @Override
        public void writeFields(MemorySegment to) {
            writeAnswer(to, request, status, info);
        }
    }

    /** Guest to host: this is the object's value from now on. */
    record Set(int request, int oid, MemorySegment info) implements Numbered {
        public static final int TYPE = 5;

        @Override
        public int type() {
            return TYPE;
        }

        @Override
        public int length() {
            return 28 + (int) info.byteSize();
        }

        @Override
        public void writeFields(MemorySegment to) {
            writeObject(to, request, oid, info);
        }
    }

    /** Answer to {@link Set}. */
    record SetComplete(int request, int status) implements Numbered {
        public static final int TYPE = COMPLETE | Set.TYPE;

        @Override
        public int type() {
            return TYPE;
        }

        @Override
        public int length() {
            return 16;
        }

        @Override
        public void writeFields(MemorySegment to) {
            putI32(to, 8, request);
            putI32(to, 12, status);
        }
    }

    /** Guest to host: forget what is under way. */
    record Reset() implements RndisMessage {
        public static final int TYPE = 6;

        @Override
        public int type() {
            return TYPE;
        }

        @Override
        public int length() {
            return 12;
        }

        @Override
        public void writeFields(MemorySegment to) {}
    }

    /** Answer to {@link Reset}: nothing the guest has set was lost. */
    record ResetComplete(int status) implements RndisMessage {
        public static final int TYPE = COMPLETE | Reset.TYPE;

        @Override
        public int type() {
            return TYPE;
        }

        @Override
        public int length() {
            return 16;
        }

        @Override
        public void writeFields(MemorySegment to) {
            putI32(to, 8, status);
        }
    }

    /** Host to guest, unasked: something has changed. */
    record Indicate(int status, MemorySegment info) implements RndisMessage {
        public static final int TYPE = 7;

        @Override
        public int type() {
            return TYPE;
        }

        @Override
        public int length() {
            return 20 + (int) info.byteSize();
        }

        @Override
        public void writeFields(MemorySegment to) {
            putI32(to, 8, status);
            putI32(to, 12, (int) info.byteSize());
            putI32(to, 16, info.byteSize() == 0 ? 0 : 20 - HEADER_BYTES);
            MemorySegment.copy(info, 0, to, 20, info.byteSize());
        }
    }

    /** Are you there? */
    record KeepAlive(int request) implements Numbered {
        public static final int TYPE = 8;

        @Override
        public int type() {
            return TYPE;
        }

        @Override
        public int length() {
            return 12;
        }

        @Override
        public void writeFields(MemorySegment to) {
            putI32(to, 8, request);
        }
    }

    /** Answer to {@link KeepAlive}. */
    record KeepAliveComplete(int request, int status) implements Numbered {
        public static final int TYPE = COMPLETE | KeepAlive.TYPE;

        @Override
        public int type() {
            return TYPE;
        }

        @Override
        public int length() {
            return 16;
        }

        @Override
        public void writeFields(MemorySegment to) {
            putI32(to, 8, request);
            putI32(to, 12, status);
        }
    }

    /** Guest to host: as {@link Set}, of an object whose answer has a value. */
    record SetEx(int request, int oid, MemorySegment info) implements Numbered {
        public static final int TYPE = 9;

        @Override
        public int type() {
            return TYPE;
        }

        @Override
        public int length() {
            return 28 + (int) info.byteSize();
        }

        @Override
        public void writeFields(MemorySegment to) {
            writeObject(to, request, oid, info);
        }
    }

    /** Answer to {@link SetEx}. */
    record SetExComplete(int request, int status, MemorySegment info) implements Numbered {
        public static final int TYPE = COMPLETE | SetEx.TYPE;

        @Override
        public int type() {
            return TYPE;
        }

        @Override
        public int length() {
            return 24 + (int) info.byteSize();
        }

        @Override
        public void writeFields(MemorySegment to) {
            writeAnswer(to, request, status, info);
        }
    }

    /** A query, a set or an answer whose information lies outside the message. */
    record Misplaced(int type, int request) implements Numbered {
        @Override
        public int length() {
            return 12;
        }

        @Override
        public void writeFields(MemorySegment to) {
            putI32(to, 8, request);
        }
    }

    /** A type without meaning here, or a message shorter than its fields. */
    record Unknown(int type) implements RndisMessage {
        @Override
        public int length() {
            return HEADER_BYTES;
        }

        @Override
        public void writeFields(MemorySegment to) {}
    }

    private static void writeObject(MemorySegment to, int request, int oid, MemorySegment info) {
        putI32(to, 8, request);
        putI32(to, 12, oid);
        putI32(to, 16, (int) info.byteSize());
        putI32(to, 20, 28 - HEADER_BYTES);
        MemorySegment.copy(info, 0, to, 28, info.byteSize());
    }

    private static void writeAnswer(MemorySegment to, int request, int status, MemorySegment info) {
        putI32(to, 8, request);
        putI32(to, 12, status);
        putI32(to, 16, (int) info.byteSize());
        putI32(to, 20, 24 - HEADER_BYTES);
        MemorySegment.copy(info, 0, to, 24, info.byteSize());
    }

    /**
     * Reads a message out of private memory, which its information then lies in.
     *
     * @param in the bytes that came with it: the message, perhaps padded
     */
    static RndisMessage read(MemorySegment in) {
        if (in.byteSize() < HEADER_BYTES) return new Unknown(0);
        int type = i32(in, 0);
        long length = u32(in, 4);
        if (length > in.byteSize() || length < fixedBytes(type)) return new Unknown(type);
        MemorySegment message = in.asSlice(0, length);
        return switch (type) {
            case Initialize.TYPE -> new Initialize(i32(in, 8), i32(in, 12), i32(in, 16), i32(in, 20));
            case InitializeComplete.TYPE ->
                new InitializeComplete(i32(in, 8), i32(in, 12), i32(in, 32), i32(in, 36), i32(in, 40));
            case Halt.TYPE -> new Halt(i32(in, 8));
            case Query.TYPE, Set.TYPE, SetEx.TYPE, QueryComplete.TYPE, SetExComplete.TYPE -> readObject(message, type);
            case SetComplete.TYPE -> new SetComplete(i32(in, 8), i32(in, 12));
            case Reset.TYPE -> new Reset();
            case ResetComplete.TYPE -> new ResetComplete(i32(in, 8));
            // Some hosts leave the information out of an indication's length, so it is judged by all that came.
            case Indicate.TYPE -> readIndicate(in);
            case KeepAlive.TYPE -> new KeepAlive(i32(in, 8));
            case KeepAliveComplete.TYPE -> new KeepAliveComplete(i32(in, 8), i32(in, 12));
            default -> new Unknown(type);
        };
    }

    private static RndisMessage readObject(MemorySegment in, int type) {
        int request = i32(in, 8);
        int fixed = fixedBytes(type);
        long length = u32(in, 16);
        long at = u32(in, 20) + HEADER_BYTES;
        if (length > 0 && (at < fixed || at > in.byteSize() || length > in.byteSize() - at)) {
            return new Misplaced(type, request);
        }
        MemorySegment info = length == 0 ? in.asSlice(0, 0) : in.asSlice(at, length);
        return switch (type) {
            case Query.TYPE -> new Query(request, i32(in, 12), info);
            case Set.TYPE -> new Set(request, i32(in, 12), info);
            case SetEx.TYPE -> new SetEx(request, i32(in, 12), info);
            case SetExComplete.TYPE -> new SetExComplete(request, i32(in, 12), info);
            default -> new QueryComplete(request, i32(in, 12), info);
        };
    }

    private static RndisMessage readIndicate(MemorySegment in) {
        long length = u32(in, 12);
        long at = u32(in, 16) + HEADER_BYTES;
        if (length == 0) return new Indicate(i32(in, 8), in.asSlice(0, 0));
        if (at < 20 || at > in.byteSize() || length > in.byteSize() - at) return new Unknown(Indicate.TYPE);
        return new Indicate(i32(in, 8), in.asSlice(at, length));
    }

    /** Bytes a message of this type has ahead of its information. */
    private static int fixedBytes(int type) {
        return switch (type) {
            case Initialize.TYPE, QueryComplete.TYPE, SetExComplete.TYPE -> 24;
            case InitializeComplete.TYPE -> 52;
            case Query.TYPE, Set.TYPE, SetEx.TYPE -> 28;
            case Indicate.TYPE -> 20;
            case SetComplete.TYPE, ResetComplete.TYPE, KeepAliveComplete.TYPE -> 16;
            case Halt.TYPE, Reset.TYPE, KeepAlive.TYPE -> 12;
            default -> HEADER_BYTES;
        };
    }
}
