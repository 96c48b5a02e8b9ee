package viridian.offload.stack;

import viridian.offload.wire.Ipv4Address;

/** Hears that a datagram did not reach its port (RFC 1122 section 4.1.3.3). */
@FunctionalInterface
public interface UdpRefusal {

    /**
     * Somebody returned a datagram.
     *
     * @param to where it was sent
     * @param code of the ICMP message "destination unreachable": 3 where nobody listens at the port
     * @param who says so
     */
    void refused(Ipv4Address to, int toPort, int code, Ipv4Address who);
}
