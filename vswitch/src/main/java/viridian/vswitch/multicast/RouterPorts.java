package viridian.vswitch.multicast;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The ports of one domain behind which multicast routers are: by order, or because they were heard. */
final class RouterPorts {

    private final Map<SnoopedPort, Long> heardUntil = new LinkedHashMap<>();
    private final Set<SnoopedPort> ordered = new LinkedHashSet<>();

    /** A router was heard. Whether its port was none of these. */
    boolean hear(SnoopedPort port, long until) {
        return heardUntil.put(port, until) == null && !ordered.contains(port);
    }

    /** Looks at the settings of the domain's ports again. Whether these ports have changed. */
    boolean settings(Collection<SnoopedPort> ports) {
        Set<SnoopedPort> before = all();
        ordered.clear();
        for (SnoopedPort port : ports) {
            if (port.feature().router() == RouterPort.ALWAYS) ordered.add(port);
            if (port.feature().router() == RouterPort.NEVER) heardUntil.remove(port);
        }
        return !before.equals(all());
    }

    /** Forgets a router that was heard. Whether there was one. */
    boolean forget(SnoopedPort port) {
        return heardUntil.remove(port) != null;
    }

    /** Gives up those not heard for too long, and tells which. */
    List<SnoopedPort> expire(long now) {
        List<SnoopedPort> over = new ArrayList<>();
        heardUntil.forEach((port, until) -> {
            if (until - now <= 0) over.add(port);
        });
        over.forEach(heardUntil::remove);
        return over;
    }

    Set<SnoopedPort> all() {
        Set<SnoopedPort> all = new LinkedHashSet<>(ordered);
        all.addAll(heardUntil.keySet());
        return all;
    }

    boolean isOrdered(SnoopedPort port) {
        return ordered.contains(port);
    }

    /** Until when a router that was heard is believed to be there. */
    long until(SnoopedPort port) {
        return heardUntil.getOrDefault(port, 0L);
    }

    boolean isQuiet() {
        return heardUntil.isEmpty();
    }
}
