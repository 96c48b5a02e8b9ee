package viridian.vswitch.loop.rstp;

import viridian.vswitch.loop.rstp.BridgePort.InfoIs;

/** Keeps what a port knows of its segment: its own word, or the one it heard (IEEE 802.1D-2004 section 17.27). */
final class PortInformation implements Machine {

    private static final int MESSAGES_MISSED = 3;

    private final BridgePort port;

    PortInformation(BridgePort port) {
        this.port = port;
        disable();
    }

    @Override
    public boolean step() {
        return switch (port.infoIs) {
            case DISABLED -> disabled();
            case AGED -> port.portEnabled ? port.selected && port.updtInfo && update() : disable();
            case MINE, RECEIVED -> port.portEnabled ? current() : disable();
        };
    }

    private boolean disabled() {
        if (port.portEnabled) return begin();
        return port.rcvdMsg && disable();
    }

    private boolean current() {
        if (port.rcvdMsg && !port.updtInfo) return receive();
        if (port.selected && port.updtInfo) return update();
        boolean forgotten = port.infoIs == InfoIs.RECEIVED && port.timers.rcvdInfoWhile == 0;
        return forgotten && !port.updtInfo && !port.rcvdMsg && age();
    }

    private boolean disable() {
        port.rcvdMsg = false;
        port.proposing = false;
        port.proposed = false;
        port.agree = false;
        port.agreed = false;
        port.timers.rcvdInfoWhile = 0;
        port.infoIs = InfoIs.DISABLED;
        port.reselect();
        return true;
    }

    /** Nobody can have answered yet what was said before the link came up. */
    private boolean begin() {
        port.agreements.begin();
        return age();
    }

    private boolean age() {
        port.infoIs = InfoIs.AGED;
        port.reselect();
        return true;
    }

    /** The port's own word counts. An agreement to a better one holds; to a worse one it has to be asked for again. */
    private boolean update() {
        boolean noWorse = port.infoIs == InfoIs.MINE && !port.portPriority.isBetterThan(port.designatedPriority);
        if (!noWorse && !port.forward) waitAnew();
        port.proposing = false;
        port.proposed = false;
        port.agreed = port.agreed && noWorse;
        port.synced = port.synced && port.agreed;
        port.portPriority = port.designatedPriority;
        port.portTimes = port.designatedTimes;
        port.updtInfo = false;
        port.infoIs = InfoIs.MINE;
        port.newInfo = true;
        return true;
    }

    /** Only a word that has stood long enough may be forwarded on without an agreement; see {@link Agreements}. */
    private void waitAnew() {
        port.timers.fdWhile = Math.max(port.timers.fdWhile, port.forwardDelay());
    }

    private boolean receive() {
        port.rcvdMsg = false;
        switch (port.arrived) {
            case Bpdu.TopologyChangeNotification ignored -> port.rcvdTcn = true;
            case Bpdu.Configuration said ->
                designated(said.priority(), said.times().withinBounds(), false, false);
            case Bpdu.Rapid said -> receive(said);
            case null -> throw new IllegalStateException("told of a BPDU that is not there");
        }
        return true;
    }

    /** A role nobody knows is taken for that of a configuration BPDU (section 9.3.3). */
    private void receive(Bpdu.Rapid said) {
        switch (said.role()) {
            case DESIGNATED ->
                designated(said.priority(), said.times().withinBounds(), said.proposal(), said.learning());
            case DISABLED -> designated(said.priority(), said.times().withinBounds(), false, false);
            case ROOT, ALTERNATE, BACKUP -> notDesignated(said);
        }
    }

    /** Sorts what a designated port says (section 17.21.8, rcvInfo). */
    private void designated(PriorityVector said, Times times, boolean proposal, boolean learning) {
        if (said.isSuperiorTo(port.portPriority)) superior(said, times, proposal);
        else if (!said.equals(port.portPriority)) inferior(learning);
        else if (!times.equals(port.portTimes) || port.infoIs != InfoIs.RECEIVED) superior(said, times, proposal);
        else repeated(proposal);
    }

    private void superior(PriorityVector said, Times times, boolean proposal) {
        boolean noWorse = port.infoIs == InfoIs.RECEIVED && !port.portPriority.isBetterThan(said);
        port.agreements.retire();
        port.agreed = false;
        port.proposing = false;
        if (proposal) port.proposed = true;
        setTcFlags();
        port.agree = port.agree && noWorse;
        port.portPriority = said;
        port.portTimes = times;
        updateReceivedInfoWhile();
        port.infoIs = InfoIs.RECEIVED;
        port.reselect();
    }

    private void repeated(boolean proposal) {
        if (proposal) port.proposed = true;
        setTcFlags();
        updateReceivedInfoWhile();
    }

    /**
     * A port that is worse, and yet learns: it does not hear this one. So that no loop arises, this one holds back (17.21.10
     * recordDispute, as IEEE 802.1Q has corrected it).
     */
    private void inferior(boolean learning) {
        if (!learning) return;
        port.disputed = true;
        port.agreed = false;
    }

    private void notDesignated(Bpdu.Rapid said) {
        if (said.priority().isBetterThan(port.portPriority)) return;
        recordAgreement(said.agreement() && port.agreements.believe());
        setTcFlags();
    }

    /** Section 17.21.9. */
    private void recordAgreement(boolean agreement) {
        port.agreed = agreement && port.bridge.isRapid() && port.settings.pointToPoint();
        if (port.agreed) port.proposing = false;
    }

    /** Section 17.21.17. */
    private void setTcFlags() {
        switch (port.arrived) {
            case Bpdu.Configuration said -> {
                if (said.topologyChange()) port.rcvdTc = true;
                if (said.acknowledges()) port.rcvdTcAck = true;
            }
            case Bpdu.Rapid said -> {
                if (said.topologyChange()) port.rcvdTc = true;
            }
            case null, default -> {}
        }
    }

    /** Section 17.21.23. */
    private void updateReceivedInfoWhile() {
        Times held = port.portTimes;
        port.timers.rcvdInfoWhile = held.isStale() ? 0 : MESSAGES_MISSED * held.helloSeconds();
    }
}
