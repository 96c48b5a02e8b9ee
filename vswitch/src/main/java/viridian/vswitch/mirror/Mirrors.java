package viridian.vswitch.mirror;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.Port;
import viridian.vswitch.PortHook;
import viridian.vswitch.PortSettings;
import viridian.vswitch.PortState;
import viridian.vswitch.SwitchEvent;
import viridian.vswitch.SwitchExtension;
import viridian.vswitch.VirtualSwitch;

/**
 * The monitor ports of a switch: mirror sessions, and the copies they make. A copy is made of the frame as it is on the wire of
 * the port it is watched at, tag included; the frame itself goes its way as if nobody watched.
 *
 * <p>A session copies a frame once at most if it watches where the frame came in: then the copy shows it as it was received,
 * and what leaves elsewhere of the same frame is not copied. Who watches only where frames leave gets one copy for each port.
 *
 * <p>The copies are made by an observer, and only while there are sessions; as an extension this explains itself to a
 * rehearsal.
 */
public final class Mirrors implements SwitchExtension {

    private final VirtualSwitch vswitch;

    /** Its plan is replaced under this object's lock. */
    private final MirrorCopies copies = new MirrorCopies();

    private Mirrors(VirtualSwitch vswitch) {
        this.vswitch = vswitch;
    }

    /** Gives a switch monitor ports. */
    public static Mirrors on(VirtualSwitch vswitch) {
        Mirrors mirrors = new Mirrors(vswitch);
        vswitch.extend(mirrors);
        vswitch.events().listen(mirrors::hear);
        return mirrors;
    }

    private void hear(SwitchEvent event) {
        if (event instanceof SwitchEvent.PortUnplugged gone) forget(gone.port());
        if (event instanceof SwitchEvent.PortPlugged) welcome();
    }

    /** A port came, and its frames may be of a VLAN that is watched. */
    private synchronized void welcome() {
        if (!copies.plan().sessions().isEmpty()) settle(copies.plan().sessions());
    }

    /** A port went: it is no source any more, and who has lost his last source or his destination ends. */
    private synchronized void forget(String port) {
        List<MirrorSession> left = new ArrayList<>();
        List<MirrorEnded> ended = new ArrayList<>();
        for (MirrorSession session : copies.plan().sessions()) {
            boolean concerned =
                    session.ports().contains(port) || session.destination().equals(port);
            MirrorSession rest = concerned ? session.withoutPort(port) : session;
            if (rest != null) left.add(rest);
            if (concerned) ended.add(new MirrorEnded(session.name(), port, rest == null));
        }
        if (ended.isEmpty()) return;
        settle(left);
        for (MirrorEnded event : ended) vswitch.events().publish(event);
    }

    /** The sessions there are, in the order they were set up. */
    public List<MirrorStatus> sessions() {
        MirrorPlan now = copies.plan();
        return now.sessions().stream()
                .map(session -> new MirrorStatus(session, now.copies(session)))
                .toList();
    }

    /**
     * Sets up a session, or replaces the one with the same name. Its destination carries nothing but copies from now on.
     *
     * @throws IllegalArgumentException if there is no such port, or a destination would be watched; then nothing has changed
     */
    public synchronized void set(MirrorSession session) {
        requirePorts(session);
        List<MirrorSession> sessions = without(session.name());
        for (MirrorSession other : sessions) {
            requireNotWatched(session, other.destination());
            requireNotWatched(other, session.destination());
        }
        sessions.add(session);
        settle(sessions);
    }

    private void requirePorts(MirrorSession session) {
        Set<String> wanted = new HashSet<>(session.ports());
        wanted.add(session.destination());
        for (Port port : vswitch.ports()) wanted.remove(port.name());
        if (wanted.isEmpty()) return;
        String missing = wanted.stream().sorted().findFirst().orElseThrow();
        throw new IllegalArgumentException(
                "mirror session %s: %s has no port %s".formatted(session.name(), vswitch.name(), missing));
    }

    private static void requireNotWatched(MirrorSession watching, String destination) {
        if (!watching.ports().contains(destination)) return;
        throw new IllegalArgumentException(
                "mirror session %s cannot watch %s: copies leave there, and a copy is not copied"
                        .formatted(watching.name(), destination));
    }

    /**
     * Ends a session. Its destination is an ordinary port again, unless another session copies to it.
     *
     * @throws IllegalArgumentException if there is no such session
     */
    public synchronized void remove(String name) {
        List<MirrorSession> sessions = without(name);
        if (sessions.size() == copies.plan().sessions().size()) {
            throw new IllegalArgumentException(vswitch.name() + " has no mirror session " + name);
        }
        settle(sessions);
    }

    private List<MirrorSession> without(String name) {
        List<MirrorSession> sessions = new ArrayList<>(copies.plan().sessions());
        sessions.removeIf(session -> session.name().equals(name));
        return sessions;
    }

    private void settle(List<MirrorSession> sessions) {
        MirrorPlan before = copies.plan();
        MirrorPlan after = before.with(sessions, vswitch.ports());
        // The destination is closed before the first copy comes, and opened after the last.
        for (Port port : vswitch.ports()) {
            if (after.destinations().contains(port.name())) become(port, stateOf(port, sessions));
        }
        copies.plan(after);
        if (sessions.isEmpty()) vswitch.unobserve(copies);
        else if (before.sessions().isEmpty()) vswitch.observe(copies);
        vswitch.refresh();
        for (Port port : vswitch.ports()) {
            boolean was = before.destinations().contains(port.name());
            if (was && !after.destinations().contains(port.name())) become(port, PortState.FORWARDING);
        }
    }

    private static void become(Port port, PortState state) {
        try {
            port.state(state);
        } catch (IllegalStateException unplugged) {
            // Meanwhile; we shall hear of it, and its sessions end.
        }
    }

    private static PortState stateOf(Port destination, List<MirrorSession> sessions) {
        boolean sends = sessions.stream()
                .anyMatch(session ->
                        session.destinationSends() && session.destination().equals(destination.name()));
        return sends ? PortState.SENDING_MONITOR : PortState.MONITOR;
    }

    @Override
    public String name() {
        return "mirror";
    }

    @Override
    public Kind kind() {
        return Kind.CAPTURE;
    }

    @Override
    public @Nullable PortHook at(Port port, PortSettings settings, @Nullable PortHook before) {
        MirrorPlan now = copies.plan();
        boolean watched = now.in(port).length + now.out(port).length > 0;
        return watched ? new MirrorTold(now) : null;
    }
}
