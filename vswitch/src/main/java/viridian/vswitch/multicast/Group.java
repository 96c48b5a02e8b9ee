package viridian.vswitch.multicast;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.Port;

/** A group of one domain: who listens to it. */
final class Group {

    private final Map<SnoopedPort, Membership> members = new LinkedHashMap<>();

    /** Ports that have the group by order. */
    private final Set<SnoopedPort> ordered = new LinkedHashSet<>();

    @Nullable
    Membership member(SnoopedPort port) {
        return members.get(port);
    }

    Collection<Membership> members() {
        return members.values();
    }

    void add(Membership membership) {
        members.put(membership.port(), membership);
    }

    void remove(SnoopedPort port) {
        members.remove(port);
    }

    Set<SnoopedPort> ordered() {
        return ordered;
    }

    boolean isEmpty() {
        return members.isEmpty() && ordered.isEmpty();
    }

    Destinations destinations(Collection<SnoopedPort> routers) {
        Map<Port, SourceWish> wishes = new HashMap<>();
        members.values().forEach(member -> wishes.put(member.port().port(), member.wish()));
        Set<Port> always = new HashSet<>();
        ordered.forEach(port -> always.add(port.port()));
        routers.forEach(port -> always.add(port.port()));
        return Destinations.of(wishes, always);
    }
}
