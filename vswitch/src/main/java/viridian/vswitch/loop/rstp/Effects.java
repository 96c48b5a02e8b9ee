package viridian.vswitch.loop.rstp;

import viridian.vswitch.PortState;

/** What a bridge does outside itself. Ports are named by their numbers; calls come in the order they are to be done. */
public interface Effects {

    /** Sends a BPDU out of a port. */
    void send(int port, Bpdu bpdu);

    /** From now on the port learns or forwards, or does not. */
    void state(int port, PortState state);

    /** Forgets the addresses learned at a port: stations have moved. */
    void flush(int port);

    void roleChanged(int port, PortRole role);

    /** This bridge has seen the active topology change at a port, and tells the others. */
    void topologyChanged(int port);

    void rootChanged(BridgeId root);
}
