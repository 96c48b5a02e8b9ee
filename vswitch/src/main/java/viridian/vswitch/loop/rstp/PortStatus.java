package viridian.vswitch.loop.rstp;

import viridian.vswitch.PortState;

/**
 * How a port stands in the spanning tree.
 *
 * @param port its number
 * @param cost of the way through it
 * @param portId priority and number, as its BPDUs say
 * @param designatedBridge who serves its segment, as far as it knows
 * @param designatedPort by which of its ports
 * @param edge whether only stations are behind it
 * @param rapid whether it speaks the rapid protocol with its neighbour
 * @param heard BPDUs
 * @param sent BPDUs
 * @param ignored frames to the bridge group that held no BPDU to be believed
 */
public record PortStatus(
        int port,
        PortRole role,
        PortState state,
        long cost,
        int portId,
        BridgeId designatedBridge,
        int designatedPort,
        boolean edge,
        boolean rapid,
        long heard,
        long sent,
        long ignored) {

    /** All that matters, in words. */
    public String sentence() {
        return "%s, %s, cost %d, segment served by %s port %d%s%s"
                .formatted(
                        role,
                        state.words(),
                        cost,
                        designatedBridge,
                        designatedPort & 0xFFF,
                        edge ? ", an edge" : "",
                        rapid ? "" : ", speaks the old protocol");
    }
}
