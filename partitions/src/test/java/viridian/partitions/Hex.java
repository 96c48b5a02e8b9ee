package viridian.partitions;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;

/** Bytes as specifications print them. */
public final class Hex {

    private static final HexFormat FORMAT = HexFormat.ofDelimiter(" ");

    private Hex() {}

    /** Bytes of hexadecimal digits; white space does not count. */
    public static MemorySegment bytes(String text) {
        return MemorySegment.ofArray(HexFormat.of().parseHex(text.replaceAll("\\s", "")));
    }

    /** The digits of some bytes, two and two. */
    public static String of(MemorySegment bytes, long at, long length) {
        return FORMAT.formatHex(bytes.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE));
    }

    /** The same digits, two and two, however they were spaced. */
    public static String tidy(String text) {
        MemorySegment bytes = bytes(text);
        return of(bytes, 0, bytes.byteSize());
    }
}
