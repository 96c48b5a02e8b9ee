package viridian.lab.service;

import java.util.Optional;
import java.util.stream.Stream;

/** What a DHCP message says (RFC 2132 section 9.6). */
enum DhcpType {
    DISCOVER(1),
    OFFER(2),
    REQUEST(3),
    DECLINE(4),
    ACK(5),
    NAK(6),
    RELEASE(7),
    INFORM(8);

    private final int code;

    DhcpType(int code) {
        this.code = code;
    }

    static Optional<DhcpType> of(int code) {
        return Stream.of(values()).filter(type -> type.code == code).findFirst();
    }

    int code() {
        return code;
    }
}
