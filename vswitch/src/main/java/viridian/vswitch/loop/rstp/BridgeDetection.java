package viridian.vswitch.loop.rstp;

/** Finds out whether a port leads to stations only, as an edge (IEEE 802.1D-2004 section 17.25). */
final class BridgeDetection implements Machine {

    private final BridgePort port;
    private boolean edge;

    BridgeDetection(BridgePort port) {
        this.port = port;
        become(port.settings.edge());
    }

    @Override
    public boolean step() {
        if (edge) return (isLinkOfBridges() || !port.operEdge) && become(false);
        return (isLinkOfStations() || hasProposedInVain()) && become(true);
    }

    private boolean isLinkOfBridges() {
        return !port.portEnabled && !port.settings.edge();
    }

    private boolean isLinkOfStations() {
        return !port.portEnabled && port.settings.edge();
    }

    /** Nobody answered or sent a BPDU of its own for long enough. */
    private boolean hasProposedInVain() {
        return port.timers.edgeDelayWhile == 0 && port.settings.findEdge() && port.sendRstp && port.proposing;
    }

    private boolean become(boolean toBeEdge) {
        edge = toBeEdge;
        port.operEdge = toBeEdge;
        return true;
    }
}
