package viridian.vswitch.team.lacp;

import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.team.lacp.LacpState.Bit;

/**
 * One end of a link as LACPDUs describe it (IEEE 802.1AX-2008 section 5.4.2.2).
 *
 * @param systemPriority 0 to 65535, the lower number is the higher priority
 * @param system an address of the system, its name
 * @param key links of one system with the same key may be aggregated
 * @param portPriority 0 to 65535, the lower number is the higher priority
 * @param port number of the port within its system
 */
public record LacpEnd(int systemPriority, MacAddress system, int key, int portPriority, int port, LacpState state) {

    /** What is assumed of a partner nothing was heard of: it is passive, and its link is used alone. */
    public static final LacpEnd NOBODY = new LacpEnd(0, MacAddress.NONE, 0, 0, 0, LacpState.NONE);

    LacpEnd with(LacpState other) {
        return new LacpEnd(systemPriority, system, key, portPriority, port, other);
    }

    LacpEnd with(Bit bit, boolean on) {
        return with(state.with(bit, on));
    }

    /** Whether both describe the same port in the same place: all but the state, and of that whether it aggregates. */
    boolean isSamePort(LacpEnd other) {
        return with(LacpState.NONE).equals(other.with(LacpState.NONE)) && state.agrees(other.state, Bit.AGGREGATION);
    }

    /** Below another system's, the identifier that decides (section 5.3.2: priority first, then the address). */
    boolean isSystemBelow(LacpEnd other) {
        if (systemPriority != other.systemPriority) return systemPriority < other.systemPriority;
        return system.compareTo(other.system) < 0;
    }

    /** The port identifier of section 5.3.4 as one number: priority first. */
    int portIdentifier() {
        return portPriority << 16 | port;
    }
}
