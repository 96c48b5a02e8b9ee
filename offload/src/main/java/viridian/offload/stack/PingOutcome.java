package viridian.offload.stack;

import viridian.offload.wire.Ipv4Address;

/** What came of a ping. */
public sealed interface PingOutcome {

    /**
     * The same data came back.
     *
     * @param rttNanos from sending to reply, the search for the neighbour's address included
     * @param bytes of data, as requested
     */
    record Reply(long rttNanos, int bytes) implements PingOutcome {}

    /**
     * Somebody said that there is no way.
     *
     * @param code of the ICMP message "destination unreachable" (RFC 792)
     */
    record Unreachable(int code, Ipv4Address who) implements PingOutcome {}

    /**
     * It was not to be fragmented, and a link on the way carries less.
     *
     * @param mtu of that link, packet with header, bytes; 0 from a router that does not say
     */
    record TooBig(int mtu) implements PingOutcome {}

    /** It was given to the adapter, and nothing came back in time. */
    record Timeout() implements PingOutcome {}

    /** No network of the host leads there; nothing was sent. */
    record NoRoute() implements PingOutcome {}

    /** Nobody on the link answers for the address, or for the router on the way to it; the ping never left. */
    record NoNeighbour() implements PingOutcome {}
}
