package viridian.vswitch.loop.rstp;

import java.util.List;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.PortState;

/**
 * A port of a bridge: the variables its machines share, by their names in the standard (IEEE 802.1D-2004 section 17.19),
 * and the machines.
 */
final class BridgePort {

    /** Where the port's priority vector comes from (section 17.19.10). */
    enum InfoIs {
        DISABLED,
        AGED,
        MINE,
        RECEIVED
    }

    final Bridge bridge;
    final int number;
    final PortTimers timers = new PortTimers();
    final Agreements agreements;
    LinkSettings settings;

    /** Whether its link is up. */
    boolean portEnabled;

    /** The BPDU that is being dealt with; null if none is (rcvdBPDU, rcvdMsg). */
    @Nullable
    Bpdu arrived;

    boolean rcvdBpdu;
    boolean rcvdMsg;
    boolean rcvdRstp;
    boolean rcvdStp;
    boolean rcvdTc;
    boolean rcvdTcAck;
    boolean rcvdTcn;

    /** Whether the port speaks the rapid protocol; otherwise as 802.1D-1998 did, for a neighbour that knows no other. */
    boolean sendRstp;

    boolean operEdge;
    boolean newInfo;
    boolean tcAck;
    boolean tcProp;

    InfoIs infoIs = InfoIs.DISABLED;
    boolean reselect;
    boolean selected;
    boolean updtInfo;
    PriorityVector portPriority;
    Times portTimes;
    PriorityVector designatedPriority;
    Times designatedTimes;

    PortRole role = PortRole.DISABLED;
    PortRole selectedRole = PortRole.DISABLED;

    /** The other end may forward, as far as this port is concerned. */
    boolean agree;

    /** The other end said so. */
    boolean agreed;

    boolean disputed;
    boolean proposed;
    boolean proposing;
    boolean reRoot;
    boolean sync;
    boolean synced;

    /** What the port shall do, and what it does. */
    boolean learn;

    boolean forward;
    boolean learning;
    boolean forwarding;

    long heard;
    long sent;
    long ignored;

    private final List<Machine> machines;
    private final PortTransmit transmit;

    BridgePort(Bridge bridge, int number, LinkSettings settings) {
        this.bridge = bridge;
        this.number = number;
        this.settings = settings;
        this.agreements = new Agreements(this);
        this.designatedPriority = bridge.ownPriority(portId());
        this.designatedTimes = bridge.settings().times();
        this.portPriority = designatedPriority;
        this.portTimes = designatedTimes;
        this.machines = List.of(
                new PortReceive(this),
                new ProtocolMigration(this),
                new BridgeDetection(this),
                new PortInformation(this),
                new RoleTransitions(this),
                new StateTransition(this),
                new TopologyChange(this));
        this.transmit = new PortTransmit(this);
    }

    /** Lets each machine but the sender move once. Whether one did. */
    boolean step() {
        boolean moved = false;
        for (Machine machine : machines) {
            if (machine.step()) moved = true;
        }
        return moved;
    }

    /** Sends what is to be sent. Whether anything was done. */
    boolean transmit() {
        return transmit.step();
    }

    int portId() {
        return settings.portId(number);
    }

    boolean isRoot() {
        return role == PortRole.ROOT;
    }

    boolean isDesignated() {
        return role == PortRole.DESIGNATED;
    }

    /** Whether roles are decided and the port's own word is up to date: nothing else moves before that. */
    boolean isSettled() {
        return selected && !updtInfo;
    }

    /** Asks for the roles to be selected anew. */
    void reselect() {
        reselect = true;
        selected = false;
    }

    /** Section 17.20.6: as given by the root, while this bridge believes in it. */
    int fwdDelay() {
        return designatedTimes.forwardDelaySeconds();
    }

    /** Section 17.20.5: with a neighbour that agrees, nobody needs to wait longer than for its next BPDU. */
    int forwardDelay() {
        return sendRstp ? helloTime() : fwdDelay();
    }

    int helloTime() {
        return designatedTimes.helloSeconds();
    }

    int maxAge() {
        return designatedTimes.maxAgeSeconds();
    }

    /** Section 17.20.4. */
    int edgeDelay() {
        return settings.pointToPoint() ? PortTimers.MIGRATE_SECONDS : maxAge();
    }

    /** Section 17.21.7: begins to tell of a topology change, if it does not tell already. */
    void newTcWhile() {
        if (timers.tcWhile != 0) return;
        timers.tcWhile = sendRstp ? helloTime() + 1 : bridge.rootTimes().maxAgeSeconds() + fwdDelay();
        if (sendRstp) newInfo = true;
    }

    PortState state() {
        if (forwarding) return PortState.FORWARDING;
        return learning ? PortState.LEARNING : PortState.DISCARDING;
    }

    PortStatus status() {
        return new PortStatus(
                number,
                role,
                state(),
                settings.cost(),
                portId(),
                portPriority.bridge(),
                portPriority.port(),
                operEdge,
                sendRstp,
                heard,
                sent,
                ignored);
    }
}
