package viridian.partitions;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Numbers in the order of the bus: least significant byte first, at any alignment. */
public final class LittleEndian {

    private static final ValueLayout.OfShort I16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt I32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong I64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private LittleEndian() {}

    public static int u8(MemorySegment in, long at) {
        return in.get(ValueLayout.JAVA_BYTE, at) & 0xFF;
    }

    public static int u16(MemorySegment in, long at) {
        return in.get(I16, at) & 0xFFFF;
    }

    public static int i32(MemorySegment in, long at) {
        return in.get(I32, at);
    }

    public static long u32(MemorySegment in, long at) {
        return in.get(I32, at) & 0xFFFF_FFFFL;
    }

    public static long i64(MemorySegment in, long at) {
        return in.get(I64, at);
    }

    public static void putU8(MemorySegment to, long at, int value) {
        to.set(ValueLayout.JAVA_BYTE, at, (byte) value);
    }

    public static void putU16(MemorySegment to, long at, int value) {
        to.set(I16, at, (short) value);
    }

    public static void putI32(MemorySegment to, long at, int value) {
        to.set(I32, at, value);
    }

    public static void putI64(MemorySegment to, long at, long value) {
        to.set(I64, at, value);
    }

    /** A number of 1, 2, 4 or 8 bytes, the higher bits zero. */
    public static long unsigned(MemorySegment in, long at, int bytes) {
        return switch (bytes) {
            case 1 -> u8(in, at);
            case 2 -> u16(in, at);
            case 4 -> u32(in, at);
            case 8 -> i64(in, at);
            default -> throw new IllegalArgumentException("no number has " + bytes + " bytes");
        };
    }

    /** The low 1, 2, 4 or 8 bytes of a number. */
    public static void put(MemorySegment to, long at, int bytes, long value) {
        switch (bytes) {
            case 1 -> putU8(to, at, (int) value);
            case 2 -> putU16(to, at, (int) value);
            case 4 -> putI32(to, at, (int) value);
            case 8 -> putI64(to, at, value);
            default -> throw new IllegalArgumentException("no number has " + bytes + " bytes");
        }
    }
}
