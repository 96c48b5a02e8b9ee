package viridian.vswitch.frame;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Numbers in the order of the wire: most significant byte first, at any alignment, unsigned when read. */
public final class BigEndian {

    private static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private BigEndian() {}

    public static int u8(MemorySegment in, long at) {
        return in.get(ValueLayout.JAVA_BYTE, at) & 0xFF;
    }

    public static int u16(MemorySegment in, long at) {
        return in.get(U16, at) & 0xFFFF;
    }

    public static long u32(MemorySegment in, long at) {
        return in.get(U32, at) & 0xFFFF_FFFFL;
    }

    /** Six bytes, as an Ethernet address is written. */
    public static long u48(MemorySegment in, long at) {
        return (long) u16(in, at) << 32 | u32(in, at + 2);
    }

    /** Eight bytes; signed. */
    public static long u64(MemorySegment in, long at) {
        return in.get(U64, at);
    }

    public static void putU8(MemorySegment to, long at, int value) {
        to.set(ValueLayout.JAVA_BYTE, at, (byte) value);
    }

    public static void putU16(MemorySegment to, long at, int value) {
        to.set(U16, at, (short) value);
    }

    public static void putU32(MemorySegment to, long at, long value) {
        to.set(U32, at, (int) value);
    }

    public static void putU48(MemorySegment to, long at, long value) {
        putU16(to, at, (int) (value >>> 32));
        putU32(to, at + 2, value);
    }
}
