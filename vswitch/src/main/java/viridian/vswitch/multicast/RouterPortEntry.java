package viridian.vswitch.multicast;

/**
 * A port behind which a multicast router is.
 *
 * @param vlan 0 for the untagged domain
 * @param protocol IGMP or MLD
 * @param kind {@code static} or {@code learned}
 * @param expiresSeconds until it is given up if the router is not heard again; 0 of a static one
 */
public record RouterPortEntry(int vlan, String protocol, String port, String kind, long expiresSeconds) {}
