package viridian.vswitch.loop.rstp;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import viridian.vswitch.loop.rstp.BridgePort.InfoIs;

/** Finds the root, the way to it, and a role for every port (IEEE 802.1D-2004 sections 17.28 and 17.21.25). */
final class RoleSelection implements Machine {

    /** The least cost to the best root; among equals the better neighbour, its better port, and then the own better port. */
    private static final Comparator<BridgePort> BEST_WAY =
            Comparator.comparing(RoleSelection::rootPathPriority).thenComparingInt(BridgePort::portId);

    private final Bridge bridge;

    RoleSelection(Bridge bridge) {
        this.bridge = bridge;
    }

    @Override
    public boolean step() {
        Collection<BridgePort> ports = bridge.ports();
        if (ports.stream().noneMatch(port -> port.reselect)) return false;
        for (BridgePort port : ports) port.reselect = false;
        updateRoles(ports);
        for (BridgePort port : ports) port.selected = true;
        return true;
    }

    private void updateRoles(Collection<BridgePort> ports) {
        PriorityVector own = bridge.ownPriority(0);
        Optional<BridgePort> best = ports.stream()
                .filter(this::leadsElsewhere)
                .min(BEST_WAY)
                .filter(port -> rootPathPriority(port).isBetterThan(own));
        bridge.root(
                best.map(RoleSelection::rootPathPriority).orElse(own),
                best.map(port -> port.portTimes.oneBridgeFurther())
                        .orElse(bridge.settings().times()),
                best.map(port -> port.number).orElse(0));
        for (BridgePort port : ports) {
            updateDesignated(port);
            port.selectedRole = roleOf(port);
        }
    }

    /** Whether it has heard from another bridge; from another port of this one leads no way to anywhere. */
    private boolean leadsElsewhere(BridgePort port) {
        return port.infoIs == InfoIs.RECEIVED && !isOwn(port.portPriority.bridge());
    }

    private boolean isOwn(BridgeId id) {
        return id.address().equals(bridge.id().address());
    }

    private static PriorityVector rootPathPriority(BridgePort port) {
        return port.portPriority.through(port.settings.cost());
    }

    private void updateDesignated(BridgePort port) {
        PriorityVector way = bridge.rootPriority();
        port.designatedPriority = new PriorityVector(way.root(), way.cost(), bridge.id(), port.portId());
        port.designatedTimes =
                bridge.rootTimes().withHelloTime(bridge.settings().times().helloTime());
    }

    private PortRole roleOf(BridgePort port) {
        port.updtInfo = false;
        return switch (port.infoIs) {
            case DISABLED -> PortRole.DISABLED;
            case AGED -> designated(port, true);
            case MINE -> designated(port, isOutdated(port));
            case RECEIVED -> roleOfHearing(port);
        };
    }

    private PortRole roleOfHearing(BridgePort port) {
        if (port.number == bridge.rootPort()) return PortRole.ROOT;
        if (port.designatedPriority.isBetterThan(port.portPriority)) return designated(port, true);
        return isOwn(port.portPriority.bridge()) ? PortRole.BACKUP : PortRole.ALTERNATE;
    }

    private static PortRole designated(BridgePort port, boolean outdated) {
        port.updtInfo = outdated;
        return PortRole.DESIGNATED;
    }

    private static boolean isOutdated(BridgePort port) {
        return !port.portPriority.equals(port.designatedPriority) || !port.portTimes.equals(port.designatedTimes);
    }
}
