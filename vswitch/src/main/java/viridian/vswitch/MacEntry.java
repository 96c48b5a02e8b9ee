package viridian.vswitch;

import viridian.vswitch.frame.MacAddress;

/**
 * One line of the address table, as a person reads it.
 *
 * @param vlan the VLAN, 0 for the untagged domain
 * @param address who
 * @param port where
 * @param kind how that is known
 * @param idleNanos how long ago it was last seen as a source, to a thirtieth of a second; 0 for a pinned address
 */
public record MacEntry(int vlan, MacAddress address, Port port, Kind kind, long idleNanos) {

    /** How it is known where an address is. */
    public enum Kind {
        /** An adapter's own, plugged in with it. */
        OWN,

        /** Tied to the port by an administrator. */
        STATIC,

        /** Seen as a source. */
        LEARNED
    }

    /** Whether it neither ages nor moves. */
    public boolean pinned() {
        return kind != Kind.LEARNED;
    }
}
