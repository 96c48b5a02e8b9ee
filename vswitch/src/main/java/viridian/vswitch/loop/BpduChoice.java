package viridian.vswitch.loop;

/** What becomes of the bridges' messages (BPDUs, to 01-80-C2-00-00-00) that come in by a port. */
public enum BpduChoice {
    /** They are dropped as every frame to an address a bridge keeps to itself: 19 BridgeReserved. */
    DROP,

    /** They go on to the other ports of their VLAN that pass them too, as through a wire. */
    PASS,

    /** No bridge should be here: a port that hears one stops forwarding for a while. */
    GUARD,

    /** The port takes part in the spanning tree. */
    RSTP
}
