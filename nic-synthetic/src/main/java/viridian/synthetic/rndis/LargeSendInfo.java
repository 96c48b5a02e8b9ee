package viridian.synthetic.rndis;

/**
 * The word that has the adapter cut a frame into segments: NDIS_TCP_LARGE_SEND_OFFLOAD_NET_BUFFER_LIST_INFO (Linux {@code
 * hyperv_net.h}, {@code struct ndis_tcp_lso_info}), second version.
 */
public final class LargeSendInfo {

    private static final int MSS_MASK = 0xF_FFFF;
    private static final int TRANSPORT_AT_SHIFT = 20;
    private static final int TRANSPORT_AT_MASK = 0x3FF;
    private static final int SECOND_VERSION = 1 << 30;
    private static final int IPV6 = 1 << 31;

    private LargeSendInfo() {}

    /** Segments of {@code mss} bytes of payload; TCP begins {@code transportAt} bytes from the frame's start. */
    public static int of(int mss, int transportAt, boolean isIpv6) {
        int word = (mss & MSS_MASK) | (transportAt & TRANSPORT_AT_MASK) << TRANSPORT_AT_SHIFT | SECOND_VERSION;
        return isIpv6 ? word | IPV6 : word;
    }

    public static int mss(int word) {
        return word & MSS_MASK;
    }

    public static int transportAt(int word) {
        return word >>> TRANSPORT_AT_SHIFT & TRANSPORT_AT_MASK;
    }

    /** Whether it is of the version hosts of today take; the bits of the first mean other things. */
    public static boolean isSecondVersion(int word) {
        return (word & SECOND_VERSION) != 0;
    }

    public static boolean isIpv6(int word) {
        return (word & IPV6) != 0;
    }
}
