package viridian.synthetic.ndis;

import static viridian.partitions.LittleEndian.i32;
import static viridian.partitions.LittleEndian.putI32;
import static viridian.partitions.LittleEndian.putU8;
import static viridian.partitions.LittleEndian.u8;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * NDIS_OFFLOAD: what work an adapter takes from its owner, or does so now (Linux {@code hyperv_net.h}, {@code struct
 * ndis_offload}). Large sends are of the second version; the first and IPsec are never offered.
 *
 * @param ipv4Send checksums filled in on IPv4 packets sent, flags of the constants here
 * @param ipv4Receive checksums looked at on IPv4 packets received
 * @param ipv6Send as {@code ipv4Send}; IPv6 has no header checksum
 * @param ipv6Receive as {@code ipv4Receive}
 * @param ipv4LargeSend the longest payload cut into segments, in bytes; 0 if none is
 * @param ipv6LargeSend the same of IPv6
 * @param ipv4Coalescing whether received segments may come as one frame; since revision 3
 * @param ipv6Coalescing the same of IPv6
 */
public record NdisOffload(
        int ipv4Send,
        int ipv4Receive,
        int ipv6Send,
        int ipv6Receive,
        int ipv4LargeSend,
        int ipv6LargeSend,
        boolean ipv4Coalescing,
        boolean ipv6Coalescing) {

    // Each takes two bits, of which 1 means supported.

    /** IPv4: packets with options too; IPv6: with extension headers. */
    public static final int IP_OPTIONS = 1;

    public static final int TCP_OPTIONS = 1 << 2;
    public static final int TCP = 1 << 4;
    public static final int UDP = 1 << 6;
    public static final int IP_HEADER = 1 << 8;

    /** What the switch of current hosts reports as the longest large send. */
    public static final int LARGE_SEND_BYTES = 0xF53C;

    /** Fewer segments than this are not worth a large send. */
    public static final int LEAST_SEGMENTS = 2;

    public static final int NEWEST_REVISION = 3;

    /** An adapter that leaves all work to its owner. */
    public static final NdisOffload NOTHING = new NdisOffload(0, 0, 0, 0, 0, 0, false, false);

    private static final int[] BYTES_BY_REVISION = {0, 112, 144, 156};
    private static final int ETHERNET = 2;
    private static final int LARGE_SEND_IPV4 = 80;
    private static final int LARGE_SEND_IPV6 = 92;
    private static final int LARGE_SEND_IPV6_FLAGS = 104;
    private static final int COALESCING = 144;

    /** The object in the newest revision that is not newer than {@code revision}, of all that revision can say. */
    public MemorySegment bytes(int revision) {
        int said = Math.clamp(revision, 1, NEWEST_REVISION);
        MemorySegment bytes = NdisObject.of(NdisObject.OFFLOAD, said, BYTES_BY_REVISION[said], BYTES_BY_REVISION[said]);
        writeChecksums(bytes, 4, ipv4Send);
        writeChecksums(bytes, 12, ipv4Receive);
        writeChecksums(bytes, 20, ipv6Send);
        writeChecksums(bytes, 28, ipv6Receive);
        writeLargeSend(bytes, LARGE_SEND_IPV4, ipv4LargeSend);
        writeLargeSend(bytes, LARGE_SEND_IPV6, ipv6LargeSend);
        if (ipv6LargeSend > 0) putI32(bytes, LARGE_SEND_IPV6_FLAGS, IP_OPTIONS | TCP_OPTIONS);
        if (said >= 3) {
            putU8(bytes, COALESCING, ipv4Coalescing ? 1 : 0);
            putU8(bytes, COALESCING + 1, ipv6Coalescing ? 1 : 0);
        }
        return bytes;
    }

    private static void writeChecksums(MemorySegment to, long at, int flags) {
        if (flags == 0) return;
        putI32(to, at, ETHERNET);
        putI32(to, at + 4, flags);
    }

    private static void writeLargeSend(MemorySegment to, long at, int maxBytes) {
        if (maxBytes == 0) return;
        putI32(to, at, ETHERNET);
        putI32(to, at + 4, maxBytes);
        putI32(to, at + 8, LEAST_SEGMENTS);
    }

    /** Reads the object of any revision, or returns null if it is another or too short. */
    public static @Nullable NdisOffload read(MemorySegment in) {
        if (!NdisObject.is(in, NdisObject.OFFLOAD, BYTES_BY_REVISION[1])) return null;
        boolean tellsCoalescing = NdisObject.revision(in) >= 3 && in.byteSize() >= BYTES_BY_REVISION[3];
        return new NdisOffload(
                readIfEthernet(in, 4),
                readIfEthernet(in, 12),
                readIfEthernet(in, 20),
                readIfEthernet(in, 28),
                readIfEthernet(in, LARGE_SEND_IPV4),
                readIfEthernet(in, LARGE_SEND_IPV6),
                tellsCoalescing && u8(in, COALESCING) != 0,
                tellsCoalescing && u8(in, COALESCING + 1) != 0);
    }

    private static int readIfEthernet(MemorySegment in, long at) {
        return (i32(in, at) & ETHERNET) == 0 ? 0 : i32(in, at + 4);
    }
}
