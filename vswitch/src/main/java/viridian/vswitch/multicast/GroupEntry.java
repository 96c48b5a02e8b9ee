package viridian.vswitch.multicast;

import java.util.List;

/**
 * A line of the table of groups: one group behind one port, as {@code lab show groups} tells it.
 *
 * @param vlan 0 for the untagged domain, the primary of a private VLAN
 * @param kind {@code static}, or {@code IGMPv2} for a group learned from hosts of which the oldest speaks this version
 * @param expiresSeconds until it is given up if nobody reports it again; 0 of a static one
 * @param filter {@code include} if only the sources listed are wanted, {@code exclude} if all but them
 * @param hosts how many hosts are known behind the port; 0 of a static one
 */
public record GroupEntry(
        int vlan,
        String group,
        String port,
        String kind,
        long expiresSeconds,
        String filter,
        List<String> sources,
        int hosts) {

    public GroupEntry {
        sources = List.copyOf(sources);
    }
}
