package viridian.vswitch.packet;

/** Types of ICMPv6 messages by which neighbours, routers and groups are found (RFC 4861, RFC 2710, RFC 3810). */
public final class Icmpv6 {

    public static final int GROUP_QUERY = 130;
    public static final int GROUP_REPORT = 131;
    public static final int GROUP_DONE = 132;
    public static final int ROUTER_SOLICITATION = 133;
    public static final int ROUTER_ADVERTISEMENT = 134;
    public static final int NEIGHBOUR_SOLICITATION = 135;
    public static final int NEIGHBOUR_ADVERTISEMENT = 136;
    public static final int REDIRECT = 137;
    public static final int GROUP_REPORT_V2 = 143;

    private Icmpv6() {}
}
