package viridian.vswitch.multicast;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.Port;
import viridian.vswitch.PortSet;
import viridian.vswitch.packet.IpAddress;

/** Where frames to one group go, by their source: the ports whose hosts want them, and the routers'. Does not change. */
final class Destinations {

    /** For every source that nobody has named. */
    private final PortSet others;

    /** For those somebody has; null if nobody did. */
    private final @Nullable AddressTable<PortSet> named;

    private Destinations(PortSet others, @Nullable AddressTable<PortSet> named) {
        this.others = others;
        this.named = named;
    }

    /**
     * @param wishes what the hosts behind each port want
     * @param always ports that get every frame: those of routers, and those with the group by order
     */
    static Destinations of(Map<Port, SourceWish> wishes, Collection<Port> always) {
        Set<IpAddress> sources = new HashSet<>();
        Set<Port> othersTo = new HashSet<>(always);
        wishes.forEach((port, wish) -> {
            sources.addAll(wish.listed());
            if (wish.excludes()) othersTo.add(port);
        });
        PortSet others = PortSet.of(othersTo);
        if (sources.isEmpty()) return new Destinations(others, null);
        Map<IpAddress, PortSet> named = new HashMap<>();
        for (IpAddress source : sources) named.put(source, PortSet.of(wanting(source, wishes, always)));
        return new Destinations(others, new AddressTable<>(named));
    }

    private static Set<Port> wanting(IpAddress source, Map<Port, SourceWish> wishes, Collection<Port> always) {
        Set<Port> to = new HashSet<>(always);
        wishes.forEach((port, wish) -> {
            if (wish.includes(source)) to.add(port);
        });
        return to;
    }

    /** The ports that get a frame from this source: both halves of its address, the upper 0 for IPv4. */
    PortSet from(long high, long low) {
        AddressTable<PortSet> table = named;
        if (table == null) return others;
        PortSet some = table.find(high, low);
        return some == null ? others : some;
    }
}
