package viridian.vswitch.loop.rstp;

/** Hands one BPDU at a time to the other machines (IEEE 802.1D-2004 section 17.23). */
final class PortReceive implements Machine {

    private final BridgePort port;

    PortReceive(BridgePort port) {
        this.port = port;
        discard();
    }

    @Override
    public boolean step() {
        if (!port.portEnabled) return mustDiscard() && discard();
        return port.rcvdBpdu && !port.rcvdMsg && receive();
    }

    private boolean mustDiscard() {
        return port.rcvdBpdu || port.timers.edgeDelayWhile != PortTimers.MIGRATE_SECONDS;
    }

    private boolean discard() {
        port.rcvdBpdu = false;
        port.rcvdRstp = false;
        port.rcvdStp = false;
        port.rcvdMsg = false;
        port.timers.edgeDelayWhile = PortTimers.MIGRATE_SECONDS;
        return true;
    }

    /** Whoever sends BPDUs is no station: the port is no edge. */
    private boolean receive() {
        updateVersion();
        port.operEdge = false;
        port.rcvdBpdu = false;
        port.rcvdMsg = true;
        port.timers.edgeDelayWhile = PortTimers.MIGRATE_SECONDS;
        return true;
    }

    /** Section 17.21.22 (updtBPDUVersion). */
    private void updateVersion() {
        if (port.arrived instanceof Bpdu.Rapid) port.rcvdRstp = true;
        else port.rcvdStp = true;
    }
}
