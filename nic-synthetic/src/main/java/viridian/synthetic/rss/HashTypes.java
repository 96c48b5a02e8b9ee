package viridian.synthetic.rss;

/**
 * What a hash is over, and what it is asked to be over: the flags of NDIS_RECEIVE_SCALE_PARAMETERS and of the hash
 * information beside a frame (Linux {@code drivers/net/hyperv/hyperv_net.h}, {@code NDIS_HASH_*}).
 */
public final class HashTypes {

    /** The function; without it nothing is hashed. */
    public static final int TOEPLITZ = 1;

    public static final int IPV4 = 0x100;
    public static final int TCP_IPV4 = 0x200;
    public static final int IPV6 = 0x400;
    public static final int IPV6_EX = 0x800;
    public static final int TCP_IPV6 = 0x1000;
    public static final int TCP_IPV6_EX = 0x2000;
    public static final int UDP_IPV4 = 0x4000;
    public static final int UDP_IPV6 = 0x8000;

    /** Addresses of both versions of IP, with the ports of TCP and UDP. */
    public static final int ALL = IPV4 | TCP_IPV4 | IPV6 | TCP_IPV6 | UDP_IPV4 | UDP_IPV6;

    private HashTypes() {}
}
