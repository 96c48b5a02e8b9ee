package viridian.lab.service;

/** What a DHCP message says (RFC 2132 section 9.6); the first one's code is 1. */
enum DhcpType {
    DISCOVER,
    OFFER,
    REQUEST,
    DECLINE,
    ACK,
    NAK,
    RELEASE,
    INFORM;

    int code() {
        return ordinal() + 1;
    }
}
