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
    private static final int APART = -2000;

    final Map<String, PortSettings> ports = new LinkedHashMap<>();
    final Map<String, PortState> states = new LinkedHashMap<>();
    final Set<String> full = new LinkedHashSet<>();
    final Map<Place, Known> table = new TreeMap<>();
    private final Map<String, Integer> sockets = new LinkedHashMap<>();
    SwitchSettings settings;
    long moves;
    long evictions;

    SwitchModel(SwitchSettings settings) {
        this.settings = settings;
    }

    /** Whether the private VLANs agree, and no guest's address is another's wherever their ports would pin it. */
    boolean allows(PortSettings wanted) {
        Map<String, PortSettings> after = new LinkedHashMap<>(ports);
        after.put(wanted.name(), wanted);
        if (!vlansAgree(after)) return false;
        Set<Place> taken = new LinkedHashSet<>();
        return after.values().stream()
                .flatMap(port -> pins(port, after).stream())
                .allMatch(taken::add);
    }

    private static boolean vlansAgree(Map<String, PortSettings> after) {
        Map<Integer, Integer> primaries = new TreeMap<>();
        for (PortSettings port : after.values()) {
            if (!(port.vlan() instanceof VlanMode.Private member)) continue;
            for (int secondary : member.secondaries().stream().toArray()) {
                Integer known = primaries.put(secondary, member.primary());
                if (known != null && known != member.primary()) return false;
            }
        }
        return primaries.values().stream().noneMatch(primaries::containsKey);
    }

    void settle(PortSettings wanted) {
        List<Integer> domains = domains();
        PortSettings before = ports.put(wanted.name(), wanted);
        states.putIfAbsent(wanted.name(), PortState.FORWARDING);
        if (before == null) sockets.put(wanted.name(), freeSocket());
        boolean elsewhere = before != null && (!before.vlan().equals(wanted.vlan()) || before.role() != wanted.role());
        table.values().removeIf(known -> !known.pinned && known.port.equals(wanted.name()) && elsewhere);
        pinAll(domains);
    }

    /** Every guest's address is pinned anew; if other VLANs share addresses now, nothing learned is believed. */
    private void pinAll(List<Integer> domainsBefore) {
        boolean shared = !domains().equals(domainsBefore);
        table.values().removeIf(known -> known.pinned || shared);
        for (PortSettings port : ports.values()) {
            for (Place place : pins(port, ports)) table.put(place, new Known(port.name(), true, 0));
        }
    }

    private List<Integer> domains() {
        List<Integer> domains = new ArrayList<>();
        for (int vlan : Dice.VLANS) domains.add(domain(vlan, ports));
        return domains;
    }

    private int freeSocket() {
        int socket = 0;
        while (sockets.containsValue(socket)) socket++;
        return socket;
    }

    void state(String port, PortState state) {
        states.put(port, state);
        if (!state.learns()) table.values().removeIf(known -> !known.pinned && known.port.equals(port));
    }

    private Set<Place> pins(PortSettings guest, Map<String, PortSettings> all) {
        Set<Place> places = new LinkedHashSet<>();
        if (settings.hub() || guest.role() == Role.NETWORK) return places;
        long mac = guest.address().bits();
        if (guest.vlan() instanceof VlanMode.Private member) return Set.of(new Place(member.primary(), mac));
        for (int vlan : Dice.VLANS) {
            if (leaving(guest, vlan, 0) != REFUSED) places.add(new Place(domain(vlan, all), mac));
        }
        return places;
    }

    void unplug(String port) {
        List<Integer> domains = domains();
        ports.remove(port);
        states.remove(port);
        sockets.remove(port);
        full.remove(port);
        table.values().removeIf(known -> known.port.equals(port));
        pinAll(domains);
    }

    /** Times are counted in ticks. */
    void expire(long now) {
        long ageing = settings.ageingNanos() / MacTable.TICK_NANOS;
        table.values().removeIf(known -> !known.pinned && now / MacTable.TICK_NANOS - known.seen >= ageing);
    }

    void limit(SwitchSettings changed, long now) {
        settings = changed;
        expire(now);
        while (learnedAt(null) > settings.tableLimit()) evict(null);
    }

    /** The VLAN whose addresses a VLAN shares. */
    private int domain(int vlan) {
        return domain(vlan, ports);
    }

    private static int domain(int vlan, Map<String, PortSettings> all) {
        for (PortSettings port : all.values()) {
            if (port.vlan() instanceof VlanMode.Private member
                    && vlan > 0
                    && member.secondaries().contains(vlan)) return member.primary();
        }
        return vlan;
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
        int priority = at.priorityTag() && frame.tag() >= 0 ? frame.tag() >> 12 : 0;
        boolean reserved = frame.destination() >> 4 == 0x0180_C200_000L;
        PortState state = Objects.requireNonNull(states.get(from));
        if (!settings.hub() && !speaksForItself(at, frame)) return DropReason.MAC_SPOOFING;
        if (!settings.hub()
                && !reserved
                && state.learns()
                && !learn(new Place(domain(vlan), frame.source()), from, now)) {
            return DropReason.MAC_SPOOFING;
        }
        if (state.refusal() != null) return state.refusal();
        if (reserved && !settings.hub()) return DropReason.BRIDGE_RESERVED;
        return spread(from, vlan, priority, frame, lines);
    }

    private static boolean speaksForItself(PortSettings at, Frame frame) {
        return at.role() == Role.NETWORK
                || at.foreignSources()
                || frame.source() == at.address().bits();
    }

    private @Nullable DropReason spread(String from, int vlan, int priority, Frame frame, List<String> lines) {
        boolean heard = false;
        boolean apart = false;
        for (String to : receivers(from, vlan, frame)) {
            int tag = form(from, to, vlan, priority);
            if (tag == APART) apart = true;
            if (tag == APART || tag == REFUSED) continue;
            heard = true;
            lines.add(outcome(to, tag, frame));
        }
        if (heard) return null;
        if (apart) return DropReason.FAILED_PVLAN_SETTING;
        return frame.isGroup() ? DropReason.BROADCAST_NO_DESTINATIONS : DropReason.UNICAST_NO_DESTINATION;
    }

    private String outcome(String to, int tag, Frame frame) {
        if (frame.length() > settings(to).maxFrame())
            return "dropped " + to + " " + tag + " " + DropReason.MTU_MISMATCH;
        if (full.contains(to)) return "dropped " + to + " " + tag + " " + DropReason.RESOURCES;
        return "sent " + to + " " + tag;
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
            case VlanMode.Promiscuous(int primary, VlanSet secondaries) -> primary;
            case VlanMode.Community(int primary, int secondary) -> secondary;
            case VlanMode.Isolated(int primary, int secondary) -> secondary;
        };
    }

    /** The tag a frame has on a port's wire; or that it is not for the port, or kept from it. */
    private int form(String from, String to, int vlan, int priority) {
        if (!Objects.requireNonNull(states.get(to)).delivers()) return REFUSED;
        int tag = leaving(settings(to), vlan, priority);
        boolean sameNetwork =
                settings(to).vlan() instanceof VlanMode.Private member && domain(vlan) == member.primary();
        if (tag == REFUSED) return sameNetwork ? APART : REFUSED;
        return settings(from).isolated() && settings(to).isolated() ? APART : tag;
    }

    private static int leaving(PortSettings port, int vlan, int priority) {
        int bare = port.priorityTag() && priority > 0 ? priority << 12 : -1;
        return switch (port.vlan()) {
            case VlanMode.Untagged() -> vlan == 0 ? bare : REFUSED;
            case VlanMode.Access(int own) -> vlan == own ? bare : REFUSED;
            case VlanMode.Trunk(VlanSet allowed, int nativeVlan) when vlan == nativeVlan -> bare;
            case VlanMode.Trunk(VlanSet allowed, int nativeVlan) ->
                vlan > 0 && allowed.contains(vlan) ? priority * 4096 + vlan : REFUSED;
            case VlanMode.Promiscuous(int primary, VlanSet secondaries) ->
                vlan == primary || (vlan > 0 && secondaries.contains(vlan)) ? bare : REFUSED;
            case VlanMode.Community(int primary, int secondary) ->
                vlan == primary || vlan == secondary ? bare : REFUSED;
            case VlanMode.Isolated(int primary, int secondary) -> vlan == primary ? bare : REFUSED;
        };
    }

    private boolean learn(Place place, String from, long now) {
        Known known = table.get(place);
        if (known != null && known.pinned) return known.port.equals(from);
        boolean newHere = known == null || !known.port.equals(from);
        int limit = settings(from).addressLimit();
        if (newHere && limit > 0 && learnedAt(from) >= limit) return true;
        if (known != null && newHere) moves++;
        if (known == null && learnedAt(null) == settings.tableLimit()) evict(from);
        long tick = now / MacTable.TICK_NANOS;
        // Somebody seen a moment ago need not be noted again.
        if (known == null || newHere || tick - known.seen > settings.ageingNanos() / MacTable.TICK_NANOS / 32) {
            table.put(place, new Known(from, false, tick));
        }
        return true;
    }

    private long learnedAt(@Nullable String port) {
        return table.values().stream()
                .filter(known -> !known.pinned && (port == null || known.port.equals(port)))
                .count();
    }

    /** From the port that holds most; of several, from the learner if it is one, else from the one with the lowest number. */
    private void evict(@Nullable String learner) {
        Comparator<String> most = Comparator.comparingLong(this::learnedAt)
                .thenComparing(port -> port.equals(learner))
                .thenComparingInt(port -> -Objects.requireNonNull(sockets.get(port)));
        String loser = ports.keySet().stream().max(most).orElseThrow();
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
        Known known = settings.hub() ? null : table.get(new Place(domain(vlan), frame.destination()));
        boolean everybody = settings.hub() || frame.isGroup();
        if (known != null && !everybody) return known.port.equals(from) ? List.of() : List.of(known.port);
        return ports.keySet().stream()
                .filter(to -> !to.equals(from) && (everybody || leadsOutside(settings(to))))
                .toList();
    }

    private static boolean leadsOutside(PortSettings port) {
        return port.role() == Role.NETWORK || port.foreignSources();
    }
}
