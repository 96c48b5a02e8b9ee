package viridian.synthetic.rndis;

/**
 * The word about checksums beside a frame, which means one thing on its way to the adapter and another on its way to the
 * guest: NDIS_TCP_IP_CHECKSUM_NET_BUFFER_LIST_INFO (Linux {@code hyperv_net.h}, {@code struct ndis_tcp_ip_checksum_info}).
 */
public final class ChecksumInfo {

    // Guest to host: what is left to be filled in.

    public static final int IPV4 = 1;
    public static final int IPV6 = 1 << 1;
    public static final int TCP = 1 << 2;
    public static final int UDP = 1 << 3;
    public static final int IP_HEADER = 1 << 4;

    // Host to guest: what was looked at. With neither good nor failed the guest looks itself.

    public static final int TCP_FAILED = 1;
    public static final int UDP_FAILED = 1 << 1;
    public static final int IP_FAILED = 1 << 2;
    public static final int TCP_GOOD = 1 << 3;
    public static final int UDP_GOOD = 1 << 4;
    public static final int IP_GOOD = 1 << 5;
    public static final int LOOPBACK = 1 << 6;

    /** Good, but the field in the frame was not filled in: of frames put together or never cut. */
    public static final int TCP_VALUE_INVALID = 1 << 7;

    public static final int IP_VALUE_INVALID = 1 << 8;

    private static final int TRANSPORT_AT_SHIFT = 16;
    private static final int TRANSPORT_AT_MASK = 0x3FF;

    private ChecksumInfo() {}

    /** What a guest leaves to the adapter; {@code transportAt} in bytes from the frame's start, 0 if it does not say. */
    public static int left(int flags, int transportAt) {
        return flags | (transportAt & TRANSPORT_AT_MASK) << TRANSPORT_AT_SHIFT;
    }

    /** Guest to host: where TCP begins, from the frame's start; 0 means behind the shortest headers. */
    public static int transportAt(int word) {
        return word >>> TRANSPORT_AT_SHIFT & TRANSPORT_AT_MASK;
    }
}
