package viridian.partitions.vmbus;

import static viridian.partitions.LittleEndian.i64;
import static viridian.partitions.LittleEndian.putI32;
import static viridian.partitions.LittleEndian.putI64;
import static viridian.partitions.LittleEndian.u16;
import static viridian.partitions.LittleEndian.u32;

import java.lang.foreign.MemorySegment;
import java.util.UUID;

/**
 * A GUID. In memory the first three fields are little-endian and the last eight bytes stand as written; the two numbers
 * here are the bits in the order people write them.
 */
public record Guid(long high, long low) {

    /** Bytes a GUID takes. */
    public static final int BYTES = 16;

    /** Reads {@code f8615163-df3e-46c5-913f-f2d2f965ed0e}. */
    public static Guid parse(String text) {
        UUID uuid = UUID.fromString(text);
        return new Guid(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
    }

    public static Guid read(MemorySegment in, long at) {
        long high = (u32(in, at) << 32) | ((long) u16(in, at + 4) << 16) | u16(in, at + 6);
        return new Guid(high, Long.reverseBytes(i64(in, at + 8)));
    }

    public void write(MemorySegment to, long at) {
        putI32(to, at, (int) (high >>> 32));
        putI32(to, at + 4, Integer.rotateLeft((int) high, 16));
        putI64(to, at + 8, Long.reverseBytes(low));
    }

    @Override
    public String toString() {
        return new UUID(high, low).toString();
    }
}
