package viridian.vswitch.multicast;

import viridian.vswitch.VlanMode;
import viridian.vswitch.packet.IpAddress;

/**
 * A group whose frames leave by a port whether or not anybody there has asked for them.
 *
 * @param vlan where, 0 for the untagged domain; {@link #OWN_VLAN} for the VLAN the port's untagged frames are in
 */
public record StaticGroup(int vlan, IpAddress group) implements Comparable<StaticGroup> {

    /** The VLAN the port's untagged frames are in, whichever it is. */
    public static final int OWN_VLAN = VlanMode.NO_NATIVE;

    private static final int HIGHEST_VLAN = 4094;

    public StaticGroup {
        if (vlan < OWN_VLAN || vlan > HIGHEST_VLAN) throw new IllegalArgumentException("there is no VLAN " + vlan);
        if (!GroupProtocol.isGroup(group)) throw new IllegalArgumentException(group + " is no multicast group");
        if (GroupProtocol.isForEverybody(group)) {
            throw new IllegalArgumentException(group + " is heard by every port anyway");
        }
    }

    /**
     * Reads a group, perhaps with a VLAN before it: {@code 239.1.2.3}, {@code 20/239.1.2.3}.
     *
     * @throws IllegalArgumentException if the text is neither
     */
    public static StaticGroup parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) return new StaticGroup(OWN_VLAN, IpAddress.parse(text));
        String vlan = text.substring(0, slash).strip();
        if (!vlan.matches("\\d{1,4}")) {
            throw new IllegalArgumentException("'" + text + "' is no group; one looks like 239.1.2.3 or 20/239.1.2.3");
        }
        return new StaticGroup(Integer.parseInt(vlan), IpAddress.parse(text.substring(slash + 1)));
    }

    @Override
    public int compareTo(StaticGroup other) {
        return vlan != other.vlan ? Integer.compare(vlan, other.vlan) : group.compareTo(other.group);
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return vlan == OWN_VLAN ? group.toString() : vlan + "/" + group;
    }
}
