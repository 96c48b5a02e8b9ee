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
}
