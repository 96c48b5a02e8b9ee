package viridian.vswitch.multicast;

/**
 * Who asks in a VLAN who listens.
 *
 * @param vlan 0 for the untagged domain
 * @param protocol IGMP or MLD
 * @param state {@code this switch}, {@code other} or {@code nobody}
 * @param address of the querier, empty if there is none
 * @param version of the protocol it asks by, 0 if there is none
 * @param port where another querier is, otherwise empty
 * @param seconds of another querier: until it is given up if it is not heard again; of this switch: until it asks next
 * @param isAnswered whether hosts have had the time to answer, and multicast goes where somebody listens; until then it goes to
 *     every port
 */
public record QuerierEntry(
        int vlan,
        String protocol,
        String state,
        String address,
        int version,
        String port,
        long seconds,
        boolean isAnswered) {}
