package viridian.vswitch.multicast;

import org.jspecify.annotations.Nullable;
import viridian.vswitch.PortSet;

/** Where multicast of one domain goes, made ready for the frame path. Does not change: it is replaced as a whole. */
final class DomainView {

    private final boolean isAnswered;
    private final AddressTable<Destinations> groups;
    private final @Nullable PortSet unregistered;
    private final PortSet routers;
    private final int routerCount;

    /**
     * @param isAnswered whether the groups can be relied upon; otherwise everything goes everywhere
     * @param groups who listens to what
     * @param unregistered where frames of other groups go, or null for everywhere
     * @param routers the ports of routers
     * @param routerCount how many those are
     */
    DomainView(
            boolean isAnswered,
            AddressTable<Destinations> groups,
            @Nullable PortSet unregistered,
            PortSet routers,
            int routerCount) {
        this.isAnswered = isAnswered;
        this.groups = groups;
        this.unregistered = unregistered;
        this.routers = routers;
        this.routerCount = routerCount;
    }

    /**
     * The ports a frame goes to, or null for all of its VLAN.
     *
     * @param groupHigh of the group's address, 0 for IPv4
     * @param sourceHigh of its sender's
     */
    @Nullable
    PortSet destinations(long groupHigh, long groupLow, long sourceHigh, long sourceLow) {
        if (!isAnswered) return null;
        Destinations listened = groups.find(groupHigh, groupLow);
        return listened == null ? unregistered : listened.from(sourceHigh, sourceLow);
    }

    boolean isAnswered() {
        return isAnswered;
    }

    boolean knows(long groupHigh, long groupLow) {
        return groups.find(groupHigh, groupLow) != null;
    }

    /** Where reports go. */
    PortSet routers() {
        return routers;
    }

    int routerCount() {
        return routerCount;
    }
}
