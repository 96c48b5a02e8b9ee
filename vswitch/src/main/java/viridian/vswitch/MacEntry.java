package viridian.vswitch;

import viridian.vswitch.frame.MacAddress;

/**
 * One line of the address table, as a person reads it.
 *
 * @param vlan the VLAN, 0 for the untagged domain
 * @param address who
 * @param port where
 * @param pinned whether it is an adapter's own address, which neither ages nor moves
 * @param idleNanos how long ago it was last seen as a source; 0 for a pinned address
 */
public record MacEntry(int vlan, MacAddress address, Port port, boolean pinned, long idleNanos) {}
