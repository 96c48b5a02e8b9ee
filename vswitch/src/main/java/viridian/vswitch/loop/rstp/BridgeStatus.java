package viridian.vswitch.loop.rstp;

import java.util.List;

/**
 * How a bridge stands in the spanning tree.
 *
 * @param bridge this one
 * @param root the bridge it takes for the root
 * @param rootCost of the way there
 * @param rootPort the number of the port that leads there, 0 if it is the root itself
 * @param times the root's
 */
public record BridgeStatus(
        BridgeId bridge, BridgeId root, long rootCost, int rootPort, Times times, List<PortStatus> ports) {

    public BridgeStatus {
        ports = List.copyOf(ports);
    }

    public boolean isRoot() {
        return rootPort == 0;
    }

    /** All that matters, in words. */
    public String sentence() {
        return isRoot()
                ? "bridge " + bridge + " is the root"
                : "bridge %s reaches root %s by port %d at cost %d".formatted(bridge, root, rootPort, rootCost);
    }
}
