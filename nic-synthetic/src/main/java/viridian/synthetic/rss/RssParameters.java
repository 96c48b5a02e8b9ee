package viridian.synthetic.rss;

import static viridian.partitions.LittleEndian.i32;
import static viridian.partitions.LittleEndian.putI32;
import static viridian.partitions.LittleEndian.putU16;
import static viridian.partitions.LittleEndian.u16;
import static viridian.partitions.LittleEndian.u32;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;
import viridian.synthetic.ndis.NdisObject;

/**
 * NDIS_RECEIVE_SCALE_PARAMETERS, what a guest sets as OID_GEN_RECEIVE_SCALE_PARAMETERS: how received frames are to be
 * spread over its channels (Linux {@code hyperv_net.h}, {@code struct ndis_recv_scale_param}, revision 2).
 *
 * @param flags of the constants here
 * @param hashInfo {@link HashTypes}; without the function in the low byte nothing is spread
 * @param table channel by the low bits of the hash
 * @param key of {@link Toeplitz#KEY_BYTES}
 */
@SuppressWarnings("ArrayRecordComponent") // made once, read once, never compared
public record RssParameters(int flags, int hashInfo, int[] table, byte[] key) {

    public static final int BASE_PROCESSOR_UNCHANGED = 0x01;
    public static final int HASH_INFO_UNCHANGED = 0x02;
    public static final int TABLE_UNCHANGED = 0x04;
    public static final int KEY_UNCHANGED = 0x08;
    public static final int DISABLE = 0x10;
    public static final int DEFAULT_PROCESSOR_UNCHANGED = 0x20;

    /** Entries of a table at most. */
    public static final int MAX_ENTRIES = 128;

    private static final int HEAD_BYTES = 40;
    private static final int REVISION = 2;
    private static final int FUNCTION_MASK = 0xFF;

    /** Whether frames are to be spread at all. */
    public boolean isOn() {
        return (flags & DISABLE) == 0 && (hashInfo & FUNCTION_MASK) != 0;
    }

    /** The object: head, table, key. */
    public MemorySegment bytes() {
        int tableBytes = 4 * table.length;
        MemorySegment bytes =
                NdisObject.of(NdisObject.RSS_PARAMETERS, REVISION, HEAD_BYTES, HEAD_BYTES + tableBytes + key.length);
        putU16(bytes, 4, flags);
        putI32(bytes, 8, hashInfo);
        putU16(bytes, 12, tableBytes);
        putI32(bytes, 16, HEAD_BYTES);
        putU16(bytes, 20, key.length);
        putI32(bytes, 24, HEAD_BYTES + tableBytes);
        for (int i = 0; i < table.length; i++) putI32(bytes, HEAD_BYTES + 4L * i, table[i]);
        MemorySegment.copy(key, 0, bytes, ValueLayout.JAVA_BYTE, HEAD_BYTES + tableBytes, key.length);
        return bytes;
    }

    /** Whether these bytes are too few for the object, whatever they are. */
    public static boolean isTooShort(MemorySegment in) {
        return in.byteSize() < HEAD_BYTES;
    }

    /**
     * Reads the object out of private memory; its header is not looked at, as hosts do.
     *
     * @param queues what every entry of the table has to be less than
     * @return null if it breaks a rule
     */
    public static @Nullable RssParameters read(MemorySegment in, int queues) {
        if (isTooShort(in)) return null;
        int flags = u16(in, 4);
        int[] table = readTable(in, u32(in, 16), u16(in, 12), queues);
        long keyAt = u32(in, 24);
        boolean isKey = u16(in, 20) == Toeplitz.KEY_BYTES && keyAt <= in.byteSize() - Toeplitz.KEY_BYTES;
        if (table == null || !isKey) return null;
        byte[] key = in.asSlice(keyAt, Toeplitz.KEY_BYTES).toArray(ValueLayout.JAVA_BYTE);
        return new RssParameters(flags, i32(in, 8), table, key);
    }

    private static int @Nullable [] readTable(MemorySegment in, long at, int bytes, int queues) {
        boolean isTable = bytes > 0 && bytes % 4 == 0 && bytes <= 4 * MAX_ENTRIES && at <= in.byteSize() - bytes;
        if (!isTable) return null;
        int[] table = new int[bytes / 4];
        for (int i = 0; i < table.length; i++) {
            table[i] = i32(in, at + 4L * i);
            if (table[i] < 0 || table[i] >= queues) return null;
        }
        return table;
    }
}
