package viridian.offload.wire;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The one's complement sum over 16-bit words that IPv4, ICMP, UDP and TCP carry (RFC 1071).
 *
 * <p>A <em>sum</em> here is folded to 16 bits, in the order of the wire, not complemented; sums of parts that begin at
 * even offsets of the whole are put together with {@link #add}. What is written to a checksum field is the
 * {@link #complement} of the sum over everything with that field zero; with the field filled in, a whole packet sums
 * to {@link #WHOLE}.
 */
public final class InternetChecksum {

    /** The sum over bytes that include their own right checksum (RFC 1071 section 1). */
    public static final int WHOLE = 0xFFFF;

    // Little-endian on every machine: RFC 1071 section 2(B) lets the sum be taken in either order and turned once at
    // the end, and machines of that order then need no turning per word.
    private static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private InternetChecksum() {}

    /**
     * The sum over some bytes; an odd last one counts as if a zero byte followed it.
     *
     * @param length in bytes, at most 2^31 - 1: the 64-bit accumulator cannot overflow before that
     */
    public static int sum(MemorySegment in, long at, int length) {
        long sum = 0;
        long words = at + (length & ~7);
        for (long i = at; i < words; i += 8) {
            long word = in.get(U64, i);
            sum += (word >>> 32) + (word & 0xFFFF_FFFFL);
        }
        long end = at + length;
        long pairs = at + (length & ~1);
        for (long i = words; i < pairs; i += 2) sum += in.get(U16, i) & 0xFFFF;
        if (pairs < end) sum += in.get(ValueLayout.JAVA_BYTE, pairs) & 0xFF;
        return Short.toUnsignedInt(Short.reverseBytes((short) fold(sum)));
    }

    /** Two sums as one, with end-around carry. */
    public static int add(int sum, int other) {
        return (int) fold((long) sum + other);
    }

    /** What belongs into the checksum field, if {@code sum} was taken with that field zero. */
    public static int complement(int sum) {
        return ~sum & 0xFFFF;
    }

    /** The sum over the pseudo-header of TCP and UDP over IPv4, but for the length (RFC 9293 section 3.1, RFC 768). */
    public static int pseudoHeader(int source, int destination, int protocol) {
        return (int) fold((source & 0xFFFF_FFFFL) + (destination & 0xFFFF_FFFFL) + protocol);
    }

    private static long fold(long sum) {
        long folded = (sum & 0xFFFF_FFFFL) + (sum >>> 32);
        folded = (folded & 0xFFFF) + (folded >>> 16 & 0xFFFF) + (folded >>> 32);
        folded = (folded & 0xFFFF) + (folded >>> 16);
        return (folded & 0xFFFF) + (folded >>> 16);
    }
}
