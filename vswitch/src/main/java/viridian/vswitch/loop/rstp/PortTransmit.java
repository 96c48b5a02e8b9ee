package viridian.vswitch.loop.rstp;

/** Sends BPDUs: when there is news, periodically, and never too many (IEEE 802.1D-2004 section 17.26). */
final class PortTransmit implements Machine {

    private final BridgePort port;

    PortTransmit(BridgePort port) {
        this.port = port;
        begin();
    }

    @Override
    public boolean step() {
        if (!port.portEnabled) return (port.newInfo || port.timers.txCount != 0) && begin();
        if (!port.isSettled()) return false;
        if (port.proposing && port.agreements.mustAskAgain()) port.newInfo = true;
        if (port.timers.helloWhen == 0) return periodic();
        boolean may =
                port.newInfo && port.timers.txCount < port.bridge.settings().holdCount();
        return may && transmit();
    }

    /** Without a link there is nothing to say (as IEEE 802.1Q-2011 section 13.34 has it). */
    private boolean begin() {
        port.newInfo = false;
        port.timers.txCount = 0;
        port.timers.helloWhen = port.helloTime();
        return true;
    }

    private boolean periodic() {
        if (port.isDesignated() || (port.isRoot() && port.timers.tcWhile != 0)) port.newInfo = true;
        port.timers.helloWhen = port.helloTime();
        return true;
    }

    private boolean transmit() {
        if (port.sendRstp) return send(rapid());
        if (port.isRoot()) return send(new Bpdu.TopologyChangeNotification());
        if (port.isDesignated()) return send(configuration());
        // An alternate port has nothing to say to a neighbour that knows no agreement.
        return false;
    }

    private boolean send(Bpdu bpdu) {
        port.newInfo = false;
        port.timers.txCount++;
        if (!(bpdu instanceof Bpdu.TopologyChangeNotification)) port.tcAck = false;
        port.timers.helloWhen = port.helloTime();
        port.sent++;
        if (port.isDesignated()) port.agreements.said(port.designatedPriority);
        port.bridge.effects().send(port.number, bpdu);
        return true;
    }

    /** Section 17.21.20 (txRstp). */
    private Bpdu rapid() {
        return new Bpdu.Rapid(
                port.role,
                port.timers.tcWhile != 0,
                port.proposing,
                port.learning,
                port.forwarding,
                port.agree,
                port.designatedPriority,
                port.designatedTimes);
    }

    /** Section 17.21.19 (txConfig). */
    private Bpdu configuration() {
        return new Bpdu.Configuration(
                port.timers.tcWhile != 0, port.tcAck, port.designatedPriority, port.designatedTimes);
    }
}
