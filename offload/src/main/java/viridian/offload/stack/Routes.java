package viridian.offload.stack;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import viridian.offload.wire.Ipv4Address;

/** The host's ways out: the longest prefix wins, among equals the first. A handful, so looking at each is quick. */
final class Routes {

    private final List<Route> routes = new ArrayList<>();

    void addConnected(NetworkInterface on) {
        routes.add(new Route(on.network(), on, 0));
    }

    /** The interface has got another address: its link is another network. */
    void readdress(NetworkInterface on) {
        routes.replaceAll(route -> route.by() == on && route.gateway() == 0 ? new Route(on.network(), on, 0) : route);
    }

    /** @throws IllegalArgumentException if the gateway is on no link of this host */
    void add(StaticRoute route) {
        int gateway = route.gateway().bits();
        for (int i = 0; i < routes.size(); i++) {
            Route connected = routes.get(i);
            if (connected.gateway() == 0 && connected.destination().contains(gateway)) {
                routes.add(new Route(route.destination(), connected.by(), gateway));
                return;
            }
        }
        throw new IllegalArgumentException("the gateway " + route.gateway() + " is on none of the host's networks");
    }

    /** The way to an address; all hosts on the link are looked for on the first interface. */
    @Nullable
    Route find(int to) {
        return best(to, null);
    }

    /**
     * The way to an address out of one interface: the one whose address the packet carries as its source
     * (RFC 1122 section 3.3.4.2, strong end system).
     */
    @Nullable
    Route find(int to, NetworkInterface from) {
        return best(to, from);
    }

    private @Nullable Route best(int to, @Nullable NetworkInterface from) {
        boolean everybody = to == Ipv4Address.LIMITED_BROADCAST;
        if (!everybody && !Ipv4Address.isUnicast(to)) return null;
        Route best = null;
        for (int i = 0; i < routes.size(); i++) {
            Route route = routes.get(i);
            if (from != null && route.by() != from) continue;
            if (everybody ? route.gateway() != 0 : !route.destination().contains(to)) continue;
            if (best == null || (!everybody && isLonger(route, best))) best = route;
        }
        return best;
    }

    private static boolean isLonger(Route route, Route best) {
        return route.destination().prefix() > best.destination().prefix();
    }
}
