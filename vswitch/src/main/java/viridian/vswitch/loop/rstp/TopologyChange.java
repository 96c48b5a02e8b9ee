package viridian.vswitch.loop.rstp;

/**
 * Tells the network when a port begins to forward, so that every bridge forgets where stations were (IEEE 802.1D-2004
 * section 17.31).
 */
final class TopologyChange implements Machine {

    private enum State {
        INACTIVE,
        LEARNING,
        ACTIVE
    }

    private final BridgePort port;
    private State state = State.INACTIVE;

    TopologyChange(BridgePort port) {
        this.port = port;
        inactivate();
    }

    @Override
    public boolean step() {
        return switch (state) {
            case INACTIVE -> port.learn && learn();
            case LEARNING -> learning();
            case ACTIVE -> active();
        };
    }

    private boolean learning() {
        if (isInTree() && port.forward && !port.operEdge) return detected();
        if (isTold()) return learn();
        return !isInTree() && !port.learn && !port.learning && inactivate();
    }

    private boolean active() {
        if (!isInTree() || port.operEdge) return learn();
        if (port.rcvdTcn) port.newTcWhile();
        if (port.rcvdTcn || port.rcvdTc) return notified();
        if (port.tcProp) return propagate();
        return port.rcvdTcAck && acknowledged();
    }

    private boolean isInTree() {
        return port.isRoot() || port.isDesignated();
    }

    private boolean isTold() {
        return port.rcvdTc || port.rcvdTcn || port.rcvdTcAck || port.tcProp;
    }

    private boolean inactivate() {
        state = State.INACTIVE;
        port.bridge.effects().flush(port.number);
        port.timers.tcWhile = 0;
        port.tcAck = false;
        return true;
    }

    private boolean learn() {
        state = State.LEARNING;
        port.rcvdTc = false;
        port.rcvdTcn = false;
        port.rcvdTcAck = false;
        port.tcProp = false;
        return true;
    }

    private boolean detected() {
        state = State.ACTIVE;
        port.newTcWhile();
        tellOthers();
        port.newInfo = true;
        port.bridge.effects().topologyChanged(port.number);
        return true;
    }

    private boolean notified() {
        port.rcvdTcn = false;
        port.rcvdTc = false;
        if (port.isDesignated()) port.tcAck = true;
        tellOthers();
        return true;
    }

    /** Section 17.21.18 (setTcPropTree). */
    private void tellOthers() {
        for (BridgePort other : port.bridge.ports()) {
            if (other != port) other.tcProp = true;
        }
    }

    private boolean propagate() {
        port.newTcWhile();
        port.bridge.effects().flush(port.number);
        port.tcProp = false;
        return true;
    }

    private boolean acknowledged() {
        port.timers.tcWhile = 0;
        port.rcvdTcAck = false;
        return true;
    }
}
