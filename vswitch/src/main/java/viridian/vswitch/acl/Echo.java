package viridian.vswitch.acl;

/** The types of ICMP's ping (RFC 792, RFC 4443 section 4). */
final class Echo {

    private Echo() {}

    static int request(boolean isIpv6) {
        return isIpv6 ? 128 : 8;
    }

    static int reply(boolean isIpv6) {
        return isIpv6 ? 129 : 0;
    }
}
