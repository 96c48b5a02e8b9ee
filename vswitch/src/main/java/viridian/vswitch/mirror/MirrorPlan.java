package viridian.vswitch.mirror;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.Port;
import viridian.vswitch.VlanSet;

/** All sessions of a switch, sorted by port and direction for the frame path. Does not change. */
final class MirrorPlan {

    static final MirrorPlan EMPTY = new MirrorPlan(List.of(), List.of(), Map.of());

    private static final Tap[] NOTHING = {};

    private final List<MirrorSession> sessions;

    /** How many copies each session made. */
    private final Map<String, AtomicLong> copies;

    private final Set<String> destinations;

    /** By socket, as what follows. */
    private final @Nullable Port[] ports;

    private final Tap[][] in;
    private final Tap[][] out;

    private MirrorPlan(List<MirrorSession> sessions, List<Port> ports, Map<String, AtomicLong> copies) {
        this.sessions = sessions;
        this.copies = copies;
        this.destinations = sessions.stream().map(MirrorSession::destination).collect(Collectors.toUnmodifiableSet());
        int sockets = ports.stream().mapToInt(Port::socket).max().orElse(-1) + 1;
        this.ports = new Port[sockets];
        in = new Tap[sockets][];
        out = new Tap[sockets][];
        for (Port port : ports) {
            this.ports[port.socket()] = port;
            in[port.socket()] = taps(port, ports, true);
            out[port.socket()] = taps(port, ports, false);
        }
    }

    /** These sessions at these ports; the counts of those that were there go on. */
    MirrorPlan with(List<MirrorSession> sessions, List<Port> ports) {
        Map<String, AtomicLong> counts = new HashMap<>();
        for (MirrorSession session : sessions) {
            AtomicLong known = copies.get(session.name());
            counts.put(session.name(), known == null ? new AtomicLong() : known);
        }
        return new MirrorPlan(List.copyOf(sessions), ports, Map.copyOf(counts));
    }

    private Tap[] taps(Port port, List<Port> ports, boolean comingIn) {
        if (destinations.contains(port.name())) return NOTHING;
        List<Tap> taps = new ArrayList<>();
        for (int number = 0; number < sessions.size(); number++) {
            MirrorDirection direction = sessions.get(number).direction();
            boolean directed = comingIn ? direction.comingIn() : direction.goingOut();
            Tap tap = directed ? tap(number, port, ports) : null;
            if (tap != null) taps.add(tap);
        }
        return taps.toArray(NOTHING);
    }

    private @Nullable Tap tap(int number, Port port, List<Port> ports) {
        MirrorSession session = sessions.get(number);
        boolean all = session.ports().contains(port.name());
        if (!all && session.vlans().isEmpty()) return null;
        VlanSet vlans = all ? null : session.vlans();
        for (Port destination : ports) {
            if (!destination.name().equals(session.destination())) continue;
            return new Tap(number, session, destination, vlans, counter(session));
        }
        return null;
    }

    private AtomicLong counter(MirrorSession session) {
        AtomicLong counter = copies.get(session.name());
        if (counter == null) throw new IllegalStateException(session.name() + " has no counter");
        return counter;
    }

    List<MirrorSession> sessions() {
        return sessions;
    }

    long copies(MirrorSession session) {
        return counter(session).get();
    }

    /** Names of the ports copies go to. */
    Set<String> destinations() {
        return destinations;
    }

    /** Whose copies are made of frames that come in here. */
    Tap[] in(Port port) {
        return at(in, port);
    }

    /** Whose copies are made of frames that leave here. */
    Tap[] out(Port port) {
        return at(out, port);
    }

    // A socket may have another port by now.
    private Tap[] at(Tap[][] taps, Port port) {
        int socket = port.socket();
        return socket < ports.length && ports[socket] == port ? taps[socket] : NOTHING;
    }

    /** Whether the session of this number watches frames of a VLAN that come in by a port: then each is copied there, if at all. */
    boolean isWatched(int number, Port from, int vlan) {
        for (Tap tap : in(from)) {
            if (tap.number() == number && tap.covers(vlan)) return true;
        }
        return false;
    }
}
