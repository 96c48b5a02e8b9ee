package viridian.vswitch.multicast;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import viridian.vswitch.VlanMode;

/**
 * Which VLANs share their groups: the secondary VLANs of a private VLAN with its primary, for a stream in the primary reaches
 * hosts in the secondaries; every other VLAN is for itself. Does not change.
 */
final class VlanDomains {

    static final int VLANS = 4096;

    private final int[] domains = new int[VLANS];

    VlanDomains(Collection<VlanMode> modes) {
        Arrays.setAll(domains, vlan -> vlan);
        for (VlanMode mode : modes) {
            if (!(mode instanceof VlanMode.Private member)) continue;
            member.secondaries().stream().forEach(secondary -> domains[secondary] = member.primary());
        }
    }

    /** The domain of a VLAN: itself, or its primary. {@link VlanMode#NO_NATIVE} is in none. */
    int domain(int vlan) {
        return vlan == VlanMode.NO_NATIVE ? VlanMode.NO_NATIVE : domains[vlan];
    }

    /** The VLANs of a domain. */
    List<Integer> vlans(int domain) {
        List<Integer> all = new ArrayList<>();
        for (int vlan = 0; vlan < VLANS; vlan++) {
            if (domains[vlan] == domain) all.add(vlan);
        }
        return all;
    }

    /** Whether frames of one of these VLANs, of one domain, come in or leave by a port of this mode. */
    boolean carries(VlanMode mode, List<Integer> vlans) {
        for (int vlan : vlans) {
            if (mode.bare().contains(vlan) || vlan == mode.untagged()) return true;
            if (mode.tagged().contains(vlan)) return true;
        }
        return false;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VlanDomains more && Arrays.equals(domains, more.domains);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(domains);
    }
}
