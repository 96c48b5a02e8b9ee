package viridian.synthetic.host;

import static viridian.partitions.LittleEndian.u32;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The value of OID_GEN_RNDIS_CONFIG_PARAMETER: a driver's setting as it would stand in the guest's registry ([MS-RNDIS]
 * section 2.2.9). Offsets count from the start of the value.
 */
record ConfigParameter(String name) {

    private static final int HEAD_BYTES = 20;

    /** Reads a setting, or returns null if name or value lie outside. */
    static @Nullable ConfigParameter read(MemorySegment in) {
        if (in.byteSize() < HEAD_BYTES) return null;
        long nameAt = u32(in, 0);
        long nameBytes = u32(in, 4);
        if (!isInside(in, nameAt, nameBytes) || !isInside(in, u32(in, 12), u32(in, 16))) return null;
        byte[] name = in.asSlice(nameAt, nameBytes).toArray(ValueLayout.JAVA_BYTE);
        return new ConfigParameter(new String(name, StandardCharsets.UTF_16LE));
    }

    private static boolean isInside(MemorySegment in, long at, long length) {
        return at <= in.byteSize() && length <= in.byteSize() - at;
    }
}
