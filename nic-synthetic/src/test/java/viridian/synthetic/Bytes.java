package viridian.synthetic;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;

/** Bytes as they stand in a specification: pairs of digits with white space between. */
public final class Bytes {

    private Bytes() {}

    public static MemorySegment of(String digits) {
        return MemorySegment.ofArray(HexFormat.of().parseHex(digits.replaceAll("\\s", "")));
    }

    public static String text(MemorySegment bytes) {
        return HexFormat.ofDelimiter(" ").formatHex(bytes.toArray(ValueLayout.JAVA_BYTE));
    }

    /** The same digits with zeros behind, up to a length. */
    public static MemorySegment padded(String digits, int length) {
        MemorySegment padded = MemorySegment.ofArray(new byte[length]);
        return padded.copyFrom(of(digits));
    }
}
