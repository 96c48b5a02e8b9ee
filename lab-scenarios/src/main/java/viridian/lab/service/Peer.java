package viridian.lab.service;

import viridian.offload.wire.Ipv4Address;

/** Whom a datagram is from or for: a UDP port of a host. */
public record Peer(Ipv4Address address, int port) {

    /** Everybody on the link who listens at a port. */
    static Peer everybody(int port) {
        return new Peer(Ipv4Address.of(Ipv4Address.LIMITED_BROADCAST), port);
    }

    @Override
    public String toString() {
        return address + ":" + port;
    }
}
