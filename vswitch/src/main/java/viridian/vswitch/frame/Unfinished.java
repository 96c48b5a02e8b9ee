package viridian.vswitch.frame;

/**
 * The work a frame's sender left to the adapter, packed into one number that travels beside the frame: a checksum to fill
 * in, or a large send to cut into segments (Windows Driver Kit, "TCP/IP Task Offload"; Linux, "Checksum Offloads" and
 * "Segmentation Offloads"). Nothing between two adapters looks at it, so that two ends who both understand such frames
 * exchange them as they are.
 *
 * <p>What the sender has to have done:
 *
 * <ul>
 *   <li>a transport checksum left open: the field holds the sum of the pseudo-header with the length, not complemented;
 *   <li>a large send: TCP; the field holds the sum of the pseudo-header without the length, and the lengths and the header
 *       checksum of the IP packet may be 0.
 * </ul>
 */
public final class Unfinished {

    /** A frame that needs no more work. */
    public static final long NOTHING = 0;

    private static final long IP_HEADER = 1;
    private static final long TRANSPORT = 1 << 1;
    private static final long UDP = 1 << 2;
    private static final long IPV6 = 1 << 3;
    private static final long LARGE_SEND = 1 << 4;
    private static final int TRANSPORT_AT_SHIFT = 8;
    private static final int TRANSPORT_AT_BITS = 0xFFFF;
    private static final int SEGMENT_SHIFT = 24;
    private static final int SEGMENT_BITS = 0xF_FFFF;

    private Unfinished() {}

    /**
     * A TCP or UDP checksum left open.
     *
     * @param transportAt where the TCP or UDP header begins, bytes from the start of the frame; 0 if the sender does not say
     * @param ipHeader whether the checksum of the IPv4 header is left open too
     */
    public static long checksum(int transportAt, boolean ipv6, boolean udp, boolean ipHeader) {
        return TRANSPORT
                | (ipHeader ? IP_HEADER : 0)
                | (udp ? UDP : 0)
                | (ipv6 ? IPV6 : 0)
                | ((long) transportAt & TRANSPORT_AT_BITS) << TRANSPORT_AT_SHIFT;
    }

    /** Only the checksum of the IPv4 header is left open. */
    public static long ipHeaderChecksum() {
        return IP_HEADER;
    }

    /**
     * A large send over TCP, all its checksums left open.
     *
     * @param segmentBytes of payload in each segment, at least 1; the last may have less
     * @param transportAt where the TCP header begins, bytes from the start of the frame
     */
    public static long largeSend(int segmentBytes, int transportAt, boolean ipv6) {
        return checksum(transportAt, ipv6, false, !ipv6)
                | LARGE_SEND
                | ((long) segmentBytes & SEGMENT_BITS) << SEGMENT_SHIFT;
    }

    public static boolean isLargeSend(long work) {
        return (work & LARGE_SEND) != 0;
    }

    /** Whether the checksum left open is UDP's; TCP's otherwise. */
    public static boolean isUdp(long work) {
        return (work & UDP) != 0;
    }

    public static boolean isIpv6(long work) {
        return (work & IPV6) != 0;
    }

    /** Whether the TCP or UDP checksum is left open. */
    public static boolean wantsTransport(long work) {
        return (work & TRANSPORT) != 0;
    }

    /** Whether the checksum of the IPv4 header is left open. */
    public static boolean wantsIpHeader(long work) {
        return (work & IP_HEADER) != 0;
    }

    /** Of a large send: bytes of payload in a segment. */
    public static int segmentBytes(long work) {
        return (int) (work >>> SEGMENT_SHIFT) & SEGMENT_BITS;
    }

    /** Where the TCP or UDP header begins, bytes from the start of the frame; 0 if the sender did not say. */
    public static int transportAt(long work) {
        return (int) (work >>> TRANSPORT_AT_SHIFT) & TRANSPORT_AT_BITS;
    }
}
