package viridian.vswitch.loop.rstp;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which cables forward by the standard's words (IEEE 802.1D-2004 section 17.3), without any protocol: in every part of the
 * network the bridge with the lowest identity is the root; every other bridge has the cheapest way there, and each cable is
 * served from its cheaper end.
 */
final class LeastCostTree {

    private final List<BridgeNetwork.Wire> up;
    private final Map<BridgeNetwork.Station, PriorityVector> offers = new LinkedHashMap<>();
    private final Map<BridgeNetwork.Station, BridgeNetwork.Wire> ways = new LinkedHashMap<>();

    private LeastCostTree(BridgeNetwork network) {
        up = network.wires().stream().filter(wire -> wire.up).toList();
        for (BridgeNetwork.Station bridge : network.bridges()) offers.put(bridge, own(bridge));
        boolean better = true;
        while (better) {
            better = false;
            for (BridgeNetwork.Station bridge : network.bridges()) better |= improve(bridge);
        }
    }

    /** The cables that carry frames. */
    static Set<BridgeNetwork.Wire> of(BridgeNetwork network) {
        return new HashSet<>(new LeastCostTree(network).ways.values());
    }

    private static PriorityVector own(BridgeNetwork.Station bridge) {
        return new PriorityVector(bridge.bridge.id(), 0, bridge.bridge.id(), 0);
    }

    /** Looks for the best of the ways over all neighbours. Whether the bridge's own offer changed. */
    private boolean improve(BridgeNetwork.Station bridge) {
        PriorityVector best = own(bridge);
        int bestPort = 0;
        BridgeNetwork.@Nullable Wire way = null;
        for (BridgeNetwork.Wire wire : up) {
            if (wire.left == wire.right || (wire.left != bridge && wire.right != bridge)) continue;
            boolean left = wire.left == bridge;
            int own = portId(bridge, left ? wire.leftPort : wire.rightPort);
            BridgeNetwork.Station other = left ? wire.right : wire.left;
            PriorityVector theirs = Objects.requireNonNull(offers.get(other));
            long cost = bridge.status(left ? wire.leftPort : wire.rightPort).cost();
            PriorityVector offered = new PriorityVector(
                    theirs.root(),
                    theirs.cost() + cost,
                    other.bridge.id(),
                    portId(other, left ? wire.rightPort : wire.leftPort));
            int comparison = offered.compareTo(best);
            if (comparison < 0 || (comparison == 0 && own < bestPort)) {
                best = offered;
                bestPort = own;
                way = wire;
            }
        }
        if (way != null) ways.put(bridge, way);
        else ways.remove(bridge);
        PriorityVector offer = new PriorityVector(best.root(), best.cost(), bridge.bridge.id(), 0);
        return !offer.equals(offers.put(bridge, offer));
    }

    private static int portId(BridgeNetwork.Station bridge, int port) {
        return bridge.status(port).portId();
    }
}
