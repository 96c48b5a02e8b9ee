package viridian.vswitch.multicast;

import java.util.Set;
import viridian.vswitch.PortFeature;

/**
 * What an administrator says about multicast at a port.
 *
 * @param router whether a multicast router is behind it
 * @param fastLeave whether a group is given up at once when the last host known to listen leaves, without asking if there is
 *     another: for ports with one host behind them
 * @param groupLimit how many groups hosts behind it may join, 0 for any number; static ones are not counted
 * @param groups those it always gets
 */
public record MulticastPort(RouterPort router, boolean fastLeave, int groupLimit, Set<StaticGroup> groups)
        implements PortFeature {

    /** Of a port about which nothing is said: routers are learned, leaving is asked about, any number of groups. */
    public static final MulticastPort USUAL = new MulticastPort(RouterPort.LEARNED, false, 0, Set.of());

    public MulticastPort {
        if (groupLimit < 0) throw new IllegalArgumentException("a port cannot join " + groupLimit + " groups");
        groups = Set.copyOf(groups);
    }

    public MulticastPort withRouter(RouterPort wanted) {
        return new MulticastPort(wanted, fastLeave, groupLimit, groups);
    }

    public MulticastPort withFastLeave(boolean wanted) {
        return new MulticastPort(router, wanted, groupLimit, groups);
    }

    public MulticastPort withGroupLimit(int most) {
        return new MulticastPort(router, fastLeave, most, groups);
    }

    public MulticastPort withGroups(Set<StaticGroup> wanted) {
        return new MulticastPort(router, fastLeave, groupLimit, wanted);
    }
}
