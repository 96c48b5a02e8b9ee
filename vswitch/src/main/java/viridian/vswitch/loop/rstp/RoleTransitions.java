package viridian.vswitch.loop.rstp;

/**
 * Brings a port from one role to another so that no loop arises on the way: who is to forward asks the other end by a
 * proposal, who agrees has stopped what could close a loop (IEEE 802.1D-2004 section 17.29).
 *
 * <p>A state of the standard that is left at once is a method here.
 */
final class RoleTransitions implements Machine {

    private final BridgePort port;

    /** Whether a port that must not forward has stopped: DISABLED_PORT, ALTERNATE_PORT. */
    private boolean stopped;

    RoleTransitions(BridgePort port) {
        this.port = port;
        port.sync = true;
        port.reRoot = true;
        port.timers.rrWhile = port.fwdDelay();
        port.timers.fdWhile = port.maxAge();
    }

    @Override
    public boolean step() {
        if (!port.isSettled()) return false;
        if (port.role != port.selectedRole) return enter(port.selectedRole);
        return switch (port.role) {
            case DISABLED -> stopping(port.maxAge());
            case ALTERNATE, BACKUP -> alternate();
            case ROOT -> root();
            case DESIGNATED -> designated();
        };
    }

    private boolean enter(PortRole role) {
        port.role = role;
        if (port.isRoot()) port.timers.rrWhile = port.fwdDelay();
        if (!port.isRoot() && !port.isDesignated()) stop();
        port.bridge.effects().roleChanged(port.number, role);
        return true;
    }

    private void stop() {
        port.learn = false;
        port.forward = false;
        stopped = false;
    }

    // Disabled, alternate and backup ports (sections 17.29.1 and 17.29.4)

    private boolean stopping(int waiting) {
        if (port.learning || port.forwarding) return false;
        boolean still = port.timers.fdWhile == waiting && !port.sync && !port.reRoot && port.synced;
        if (stopped && still) return false;
        stopped = true;
        port.timers.fdWhile = waiting;
        port.synced = true;
        port.timers.rrWhile = 0;
        port.sync = false;
        port.reRoot = false;
        return true;
    }

    private boolean alternate() {
        if (stopping(port.forwardDelay())) return true;
        if (!stopped) return false;
        if (port.proposed && !port.agree) return proposed();
        if (mustAgree()) return agree();
        int lately = 2 * port.helloTime();
        if (port.role != PortRole.BACKUP || port.timers.rbWhile == lately) return false;
        port.timers.rbWhile = lately;
        return true;
    }

    // Proposals, at the end that agrees

    private boolean proposed() {
        for (BridgePort other : port.bridge.ports()) other.sync = true;
        port.proposed = false;
        return true;
    }

    private boolean mustAgree() {
        return port.agree ? port.proposed : port.bridge.allSynced();
    }

    private boolean agree() {
        port.proposed = false;
        port.sync = false;
        port.agree = true;
        port.newInfo = true;
        return true;
    }

    // Root port (section 17.29.2)

    private boolean root() {
        if (port.proposed && !port.agree) return proposed();
        if (mustAgree()) return agree();
        if (!port.forward && !port.reRoot) return reRoot();
        if (port.reRoot && port.forward) return reRooted();
        if (port.timers.rrWhile != port.fwdDelay()) return staysRoot();
        return mayServe() && advance();
    }

    /** Asks every port that was root lately to stop. */
    private boolean reRoot() {
        for (BridgePort other : port.bridge.ports()) other.reRoot = true;
        return true;
    }

    private boolean reRooted() {
        port.reRoot = false;
        return true;
    }

    private boolean staysRoot() {
        port.timers.rrWhile = port.fwdDelay();
        return true;
    }

    private boolean mayServe() {
        if (port.timers.fdWhile == 0) return true;
        return port.bridge.isRapid() && port.timers.rbWhile == 0 && port.bridge.nobodyElseWasRoot(port);
    }

    /** From discarding to learning to forwarding. */
    private boolean advance() {
        if (!port.learn) {
            port.learn = true;
            port.timers.fdWhile = port.forwardDelay();
            return true;
        }
        if (port.forward) return false;
        port.forward = true;
        port.timers.fdWhile = 0;
        return true;
    }

    // Designated port (section 17.29.3)

    private boolean designated() {
        if (mustPropose()) return propose();
        if (isSynced()) return synced();
        if (port.reRoot && port.timers.rrWhile == 0) return reRooted();
        if (mustDiscard()) return discard();
        return mayForward() && advanceDesignated();
    }

    private boolean mustPropose() {
        return !port.forward && !port.agreed && !port.proposing && !port.operEdge;
    }

    private boolean propose() {
        port.proposing = true;
        port.timers.edgeDelayWhile = port.edgeDelay();
        port.newInfo = true;
        return true;
    }

    private boolean isSynced() {
        if (port.synced) return port.sync;
        return port.agreed || port.operEdge || (!port.learning && !port.forwarding);
    }

    private boolean synced() {
        port.timers.rrWhile = 0;
        port.synced = true;
        port.sync = false;
        return true;
    }

    private boolean mustDiscard() {
        boolean asked = (port.sync && !port.synced) || (port.reRoot && port.timers.rrWhile != 0) || port.disputed;
        return asked && !port.operEdge && (port.learn || port.forward);
    }

    private boolean discard() {
        port.learn = false;
        port.forward = false;
        port.disputed = false;
        port.timers.fdWhile = port.forwardDelay();
        return true;
    }

    private boolean mayForward() {
        boolean waited = port.timers.fdWhile == 0 && port.agreements.wordIsOut();
        boolean free = waited || port.agreed || port.operEdge;
        return free && (port.timers.rrWhile == 0 || !port.reRoot) && !port.sync;
    }

    private boolean advanceDesignated() {
        if (!advance()) return false;
        if (port.forward) port.agreed = port.sendRstp;
        return true;
    }
}
