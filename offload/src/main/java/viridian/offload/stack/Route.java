package viridian.offload.stack;

import viridian.offload.wire.Ipv4Network;

/**
 * A way out of the host.
 *
 * @param destination whom it leads to
 * @param by the interface it leaves through
 * @param gateway the router it goes to first, or 0 when the destination is on the link
 */
record Route(Ipv4Network destination, NetworkInterface by, int gateway) {

    /** Who on the link takes a packet for this address. */
    int nextHop(int to) {
        return gateway == 0 ? to : gateway;
    }
}
