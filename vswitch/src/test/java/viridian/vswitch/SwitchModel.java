package viridian.vswitch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.frame.Frame;

/** The switch once more, as plainly as possible: what must come of each frame, in lines. */
final class SwitchModel {

    record Place(int vlan, long mac) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            return Comparator.comparingInt(Place::vlan)
                    .thenComparingLong(Place::mac)
                    .compare(this, other);
        }
    }

    record Known(String port, boolean pinned, long seen) {}

    private static final int REFUSED = -1000;

    final Map<String, PortSettings> ports = new LinkedHashMap<>();
    final Set<String> full = new LinkedHashSet<>();
    final Map<Place, Known> table = new TreeMap<>();
    private final Set<String> teachers = new LinkedHashSet<>();
    private final SwitchSettings settings;
    long moves;
    long evictions;

    SwitchModel(SwitchSettings settings) {
        this.settings = settings;
    }

    /** Whether a guest's address is free wherever the port would pin it. */
    boolean allows(PortSettings wanted) {
        return pins(wanted).stream().allMatch(place -> {
            Known known = table.get(place);
            return known == null || !known.pinned || known.port.equals(wanted.name());
        });
    }

    void settle(PortSettings wanted) {
        ports.put(wanted.name(), wanted);
        table.values().removeIf(known -> known.port.equals(wanted.name()));
        for (Place place : pins(wanted)) table.put(place, new Known(wanted.name(), true, 0));
    }

    private List<Place> pins(PortSettings wanted) {
        List<Place> places = new ArrayList<>();
        if (settings.hub() || wanted.role() == Role.NETWORK) return places;
        for (int vlan : Dice.VLANS) {
            if (leaving(wanted.vlan(), vlan, 0) != REFUSED)
                places.add(new Place(vlan, wanted.address().bits()));
        }
        return places;
    }

    void unplug(String port) {
        ports.remove(port);
        full.remove(port);
        teachers.remove(port);
        table.values().removeIf(known -> known.port.equals(port));
    }

    void expire(long now) {
        table.values().removeIf(known -> !known.pinned && now - known.seen >= settings.ageingNanos());
    }

    /** What happens when a port brings in a frame. */
    List<String> frame(String from, Frame frame, long now) {
        expire(now);
        List<String> lines = new ArrayList<>();
        lines.add("received " + from + " " + frame.tag());
        DropReason refused = carry(from, frame, now, lines);
        if (refused != null) lines.add("dropped " + from + " " + frame.tag() + " " + refused);
        return lines;
    }

    private @Nullable DropReason carry(String from, Frame frame, long now, List<String> lines) {
        PortSettings at = settings(from);
        if (frame.length() > at.maxFrame()) return DropReason.MTU_MISMATCH;
        DropReason foreign = foreign(at.vlan(), frame.tag());
        if (foreign != null) return foreign;
        if (frame.source() == 0 || Frame.isGroup(frame.source())) return DropReason.INVALID_SOURCE_MAC;
        int vlan = entering(at.vlan(), frame.vlan());
        int priority = at.vlan() instanceof VlanMode.Trunk && frame.tag() >= 0 ? frame.tag() >> 12 : 0;
        if (!settings.hub()) {
            if (at.role() == Role.GUEST && frame.source() != at.address().bits()) return DropReason.MAC_SPOOFING;
            if (!learn(new Place(vlan, frame.source()), from, now)) return DropReason.MAC_SPOOFING;
            if (frame.destination() >> 4 == 0x0180_C200_000L) return DropReason.BRIDGE_RESERVED;
        }
        boolean heard = false;
        for (String to : receivers(from, vlan, frame)) heard |= send(to, vlan, priority, frame, lines);
        if (heard) return null;
        return frame.isGroup() ? DropReason.BROADCAST_NO_DESTINATIONS : DropReason.UNICAST_NO_DESTINATION;
    }

    private PortSettings settings(String port) {
        return Objects.requireNonNull(ports.get(port));
    }

    private static @Nullable DropReason foreign(VlanMode mode, int tag) {
        int vlan = tag == -1 ? 0 : tag % 4096;
        if (vlan == 4095) return DropReason.INVALID_VLAN_FORMAT;
        return switch (mode) {
            case VlanMode.Trunk(VlanSet allowed, int nativeVlan)
            when vlan > 0 -> allowed.contains(vlan) || vlan == nativeVlan ? null : DropReason.UNAUTHORIZED_VLAN;
            case VlanMode.Trunk(VlanSet allowed, int nativeVlan) -> nativeVlan < 0 ? DropReason.FILTERED_VLAN : null;
            default -> vlan > 0 ? DropReason.UNAUTHORIZED_VLAN : null;
        };
    }

    private static int entering(VlanMode mode, int vlan) {
        if (vlan > 0) return vlan;
        return switch (mode) {
            case VlanMode.Untagged() -> 0;
            case VlanMode.Access(int own) -> own;
            case VlanMode.Trunk(VlanSet allowed, int nativeVlan) -> nativeVlan;
        };
    }

    private static int leaving(VlanMode mode, int vlan, int priority) {
        return switch (mode) {
            case VlanMode.Untagged() -> vlan == 0 ? -1 : REFUSED;
            case VlanMode.Access(int own) -> vlan == own ? -1 : REFUSED;
            case VlanMode.Trunk(VlanSet allowed, int nativeVlan) when vlan == nativeVlan -> -1;
            case VlanMode.Trunk(VlanSet allowed, int nativeVlan) ->
                allowed.contains(vlan) ? priority * 4096 + vlan : REFUSED;
        };
    }

    private boolean learn(Place place, String from, long now) {
        Known known = table.get(place);
        if (known != null && known.pinned) return known.port.equals(from);
        if (known != null && !known.port.equals(from)) moves++;
        if (known == null && learnedAt(null) == settings.tableLimit()) evict(from);
        teachers.add(from);
        table.put(place, new Known(from, false, now));
        return true;
    }

    private long learnedAt(@Nullable String port) {
        return table.values().stream()
                .filter(known -> !known.pinned && (port == null || known.port.equals(port)))
                .count();
    }

    private void evict(String learner) {
        String most = learner;
        for (String port : teachers) {
            if (learnedAt(port) > learnedAt(most)) most = port;
        }
        String loser = most;
        Place oldest = table.entrySet().stream()
                .filter(entry ->
                        !entry.getValue().pinned && entry.getValue().port.equals(loser))
                .min(Comparator.comparingLong(entry -> entry.getValue().seen))
                .orElseThrow()
                .getKey();
        table.remove(oldest);
        evictions++;
    }

    private List<String> receivers(String from, int vlan, Frame frame) {
        Known known = settings.hub() ? null : table.get(new Place(vlan, frame.destination()));
        if (known != null) return known.port.equals(from) ? List.of() : List.of(known.port);
        boolean guestsToo = settings.hub() || frame.isGroup();
        return ports.keySet().stream()
                .filter(to -> !to.equals(from) && (guestsToo || settings(to).role() == Role.NETWORK))
                .toList();
    }

    private boolean send(String to, int vlan, int priority, Frame frame, List<String> lines) {
        int tag = leaving(settings(to).vlan(), vlan, priority);
        if (tag == REFUSED) return false;
        boolean tooLong = frame.length() > settings(to).maxFrame();
        if (tooLong) lines.add("dropped " + to + " " + tag + " " + DropReason.MTU_MISMATCH);
        else if (full.contains(to)) lines.add("dropped " + to + " " + tag + " " + DropReason.RESOURCES);
        else lines.add("sent " + to + " " + tag);
        return true;
    }
}
