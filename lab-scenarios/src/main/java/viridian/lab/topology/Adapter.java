package viridian.lab.topology;

import java.util.Optional;
import viridian.vswitch.VlanMode;
import viridian.vswitch.frame.MacAddress;

/**
 * An adapter of a host.
 *
 * @param name which one, of which host
 * @param attachment where its far end is
 * @param type what it is, seen from its host
 * @param mac its own address, given in the plan or taken from the lab's pool
 * @param address its IPv4 address; an adapter without one speaks only the frames a step tells it to
 * @param vlan how its port treats tags
 * @param mtu the longest IP packet it sends, bytes
 * @param limitMegabits what it may send, and what it may receive, Mbit/s; 0 for as much as there is
 */
public record Adapter(
        AdapterName name,
        Attachment attachment,
        AdapterType type,
        MacAddress mac,
        Optional<CidrAddress> address,
        VlanMode vlan,
        int mtu,
        int limitMegabits) {

    /** The same with an address it was given later. */
    public Adapter withAddress(CidrAddress given) {
        return new Adapter(name, attachment, type, mac, Optional.of(given), vlan, mtu, limitMegabits);
    }

    /** What a frame carries at most when its network is not jumbo (IEEE 802.3-2018 section 3.2.7), and a 21140A ever. */
    public static final int STANDARD_MTU = 1500;

    /** The longest IP packet any adapter here carries: a jumbo frame of 9014 bytes without its header. */
    public static final int JUMBO_MTU = 9000;

    /** What every IPv4 host accepts (RFC 791 section 3.1); our lower limit. */
    public static final int LEAST_MTU = 576;
}
