package viridian.vswitch.packet;

/** Numbers of what an IP packet carries (RFC 5237; IPv6 extension headers share the space, RFC 8200 section 4). */
public final class IpProtocol {

    public static final int HOP_BY_HOP = 0;
    public static final int ICMP = 1;
    public static final int IGMP = 2;
    public static final int TCP = 6;
    public static final int UDP = 17;
    public static final int ROUTING = 43;
    public static final int FRAGMENT = 44;
    public static final int ESP = 50;
    public static final int AUTHENTICATION = 51;
    public static final int ICMPV6 = 58;
    public static final int NOTHING = 59;
    public static final int DESTINATION_OPTIONS = 60;

    private static final int MOBILITY = 135;
    private static final int HOST_IDENTITY = 139;
    private static final int SHIM6 = 140;

    private IpProtocol() {}

    /**
     * Whether another header follows whose number stands in the first byte. Encryption (ESP) is not among them: what
     * follows it cannot be read.
     */
    public static boolean isExtension(int version, int protocol) {
        return switch (protocol) {
            case AUTHENTICATION -> true;
            case HOP_BY_HOP, ROUTING, FRAGMENT, DESTINATION_OPTIONS, MOBILITY, HOST_IDENTITY, SHIM6 -> version == 6;
            default -> false;
        };
    }
}
