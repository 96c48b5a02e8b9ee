package viridian.offload.stack;

import viridian.offload.wire.Ipv4Address;
import viridian.offload.wire.Ipv4Network;

/** A network that lies behind a router on one of the host's links (RFC 1122 section 3.3.1.2). */
public record StaticRoute(Ipv4Network destination, Ipv4Address gateway) {

    /** The way to everything no other route leads to. */
    public static StaticRoute defaultGateway(Ipv4Address gateway) {
        return new StaticRoute(Ipv4Network.EVERYWHERE, gateway);
    }
}
