package viridian.vswitch.loop.rstp;

/** Lets a port learn and forward, or stops it, as its role allows (IEEE 802.1D-2004 section 17.30). */
final class StateTransition implements Machine {

    private final BridgePort port;

    StateTransition(BridgePort port) {
        this.port = port;
        become(false, false);
    }

    @Override
    public boolean step() {
        if (port.forwarding) return !port.forward && become(false, false);
        if (port.learning) return port.learn ? port.forward && become(true, true) : become(false, false);
        return port.learn && become(true, false);
    }

    private boolean become(boolean learning, boolean forwarding) {
        port.learning = learning;
        port.forwarding = forwarding;
        port.bridge.effects().state(port.number, port.state());
        return true;
    }
}
