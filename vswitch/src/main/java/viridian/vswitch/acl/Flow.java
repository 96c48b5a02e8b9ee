package viridian.vswitch.acl;

/**
 * What belongs together between a guest's address and a remote one, the same for both directions: a connection, or the
 * fragments of one packet. Used again for one frame after another.
 */
final class Flow {

    /** The place of the ports in the number: above the protocol, and 32 bits for the pair. */
    private static final int PORTS_AT = 8;

    private static final int REMOTE_PORT_AT = PORTS_AT + 16;
    private static final long IS_IPV6 = 1L << 40;
    private static final long GUEST_BEGAN = 1L << 41;
    private static final long IS_FRAGMENTS = 1L << 42;

    long localHigh;
    long localLow;
    long remoteHigh;
    long remoteLow;

    /** What tells it from others between the same addresses. */
    long number;

    /** All that goes between two ports; protocols without ports have 0. */
    void ports(boolean isIpv6, int protocol, int localPort, int remotePort) {
        long ports = (long) localPort << PORTS_AT | (long) remotePort << REMOTE_PORT_AT;
        number = protocol | ports | (isIpv6 ? IS_IPV6 : 0);
    }

    /** A ping and its answers. Two pings with one identifier, one each way, are told apart by who asks. */
    void echo(boolean isIpv6, int protocol, int identifier, boolean guestAsks) {
        ports(isIpv6, protocol, identifier, 0);
        if (guestAsks) number |= GUEST_BEGAN;
    }

    /** The fragments of one packet; IPv6 does without the protocol (RFC 8200 section 4.5). */
    void fragments(boolean isIpv6, int protocol, long id, boolean fromGuest) {
        number = id << PORTS_AT | IS_FRAGMENTS | (isIpv6 ? IS_IPV6 : protocol) | (fromGuest ? GUEST_BEGAN : 0);
    }

    boolean isIpv6() {
        return (number & IS_IPV6) != 0;
    }

    int protocol() {
        return (int) number & 0xFF;
    }

    int localPort() {
        return (int) (number >>> PORTS_AT) & 0xFFFF;
    }

    int remotePort() {
        return (int) (number >>> REMOTE_PORT_AT) & 0xFFFF;
    }
}
