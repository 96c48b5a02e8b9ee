package viridian.synthetic.host;

import static viridian.partitions.LittleEndian.i32;
import static viridian.partitions.LittleEndian.u32;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The value of OID_GEN_RNDIS_CONFIG_PARAMETER: a driver's setting as it would stand in the guest's registry ([MS-RNDIS]
 * section 2.2.9). Offsets count from the start of the value.
 */
record ConfigParameter(String name, String value) {

    private static final int TYPE_NUMBER = 0;

    private static final int HEAD_BYTES = 20;

    /** Reads a setting, or returns null if name or value lie outside. */
    static @Nullable ConfigParameter read(MemorySegment in) {
        if (in.byteSize() < HEAD_BYTES) return null;
        long nameAt = u32(in, 0);
        long nameBytes = u32(in, 4);
        if (!isInside(in, nameAt, nameBytes) || !isInside(in, u32(in, 12), u32(in, 16))) return null;
        MemorySegment value = in.asSlice(u32(in, 12), u32(in, 16));
        boolean isNumber = u32(in, 8) == TYPE_NUMBER && value.byteSize() == 4;
        String text = isNumber ? Integer.toString(i32(value, 0)) : text(value);
        return new ConfigParameter(text(in.asSlice(nameAt, nameBytes)), text);
    }

    private static String text(MemorySegment in) {
        return new String(in.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_16LE);
    }

    /** The value if it is a digit, as those of offloads are; otherwise -1. */
    int digit() {
        return value.length() == 1 ? Character.digit(value.charAt(0), 10) : -1;
    }

    private static boolean isInside(MemorySegment in, long at, long length) {
        return at <= in.byteSize() && length <= in.byteSize() - at;
    }
}
