package viridian.vswitch;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * All that can be set about a switch, at one moment. Does not change: the switch replaces it as a whole, and a frame is
 * handled from beginning to end by the one it met first.
 */
final class Configuration {

    final SwitchSettings settings;
    final boolean hub;

    /** Whether nobody is shown the frames, and addresses decide where they go. */
    final boolean isUnwatched;

    /** In the order they were plugged in. */
    final PortRules[] ports;

    final SwitchExtension[] extensions;
    final FrameObserver[] observers;

    /** By socket. */
    private final @Nullable PortRules[] sockets;

    /** For each VLAN the one whose addresses it shares; null while no VLAN is part of another. */
    private final int @Nullable [] domains;

    Configuration(SwitchSettings settings, PortRules[] ports, SwitchExtension[] extensions, FrameObserver[] observers) {
        this.settings = settings;
        this.hub = settings.hub();
        this.ports = ports;
        this.extensions = extensions;
        this.observers = observers;
        this.isUnwatched = observers.length == 0 && !hub;
        this.sockets = bySocket(ports);
        this.domains = domains(ports);
    }

    private static @Nullable PortRules[] bySocket(PortRules[] ports) {
        int highest = Arrays.stream(ports).mapToInt(rules -> rules.socket).max().orElse(-1);
        @Nullable PortRules[] sockets = new PortRules[highest + 1];
        for (PortRules rules : ports) sockets[rules.socket] = rules;
        return sockets;
    }

    private static int @Nullable [] domains(PortRules[] ports) {
        int[] domains = new int[VlanSet.HIGHEST + 2];
        Arrays.setAll(domains, vlan -> vlan);
        boolean shared = false;
        for (PortRules rules : ports) {
            if (!(rules.settings.vlan() instanceof VlanMode.Private member)) continue;
            shared = true;
            for (int secondary : member.secondaries().stream().toArray()) {
                requireOnePrimary(domains[secondary], secondary, member.primary());
                domains[secondary] = member.primary();
            }
        }
        for (int vlan : domains) requireNoSecondary(domains, vlan);
        return shared ? domains : null;
    }

    private static void requireOnePrimary(int known, int secondary, int primary) {
        if (known != secondary && known != primary) {
            throw new IllegalArgumentException("VLAN %d is part of VLAN %d already, it cannot be part of %d as well"
                    .formatted(secondary, known, primary));
        }
    }

    private static void requireNoSecondary(int[] domains, int primary) {
        if (domains[primary] != primary) {
            throw new IllegalArgumentException(
                    "VLAN %d is part of VLAN %d, it cannot have parts of its own".formatted(primary, domains[primary]));
        }
    }

    /** Every port's socket is less than this. */
    int sockets() {
        return sockets.length;
    }

    /** The port in a socket, or null. */
    @Nullable
    PortRules at(int socket) {
        return socket < sockets.length ? sockets[socket] : null;
    }

    /** What holds for a port, or null if it is not plugged in. */
    @Nullable
    PortRules of(Port port) {
        PortRules rules = at(port.socket());
        return rules != null && rules.port == port ? rules : null;
    }

    /** The VLAN whose addresses are those of this one: a private VLAN's primary, for a part of it. */
    int domain(int vlan) {
        return domains == null ? vlan : domains[vlan];
    }

    boolean hasSameDomains(Configuration other) {
        return Arrays.equals(domains, other.domains);
    }

    /**
     * Where the guests' own addresses are: in every VLAN of their ports.
     *
     * @throws IllegalArgumentException if two guests have one address in one VLAN
     */
    Map<Long, Port> ownAddresses() {
        Map<Long, Port> addresses = new HashMap<>();
        for (PortRules rules : ports) {
            if (rules.settings.role() == Role.GUEST && !hub) addOwn(rules, addresses);
        }
        return addresses;
    }

    private void addOwn(PortRules guest, Map<Long, Port> addresses) {
        VlanMode mode = guest.settings.vlan();
        IntStream vlans = IntStream.concat(IntStream.of(mode.untagged()), mode.tagged().stream());
        vlans.filter(vlan -> vlan != VlanMode.NO_NATIVE).map(this::domain).forEach(vlan -> {
            long key = MacTable.key(vlan, guest.settings.address().bits());
            Port known = addresses.putIfAbsent(key, guest.port);
            if (known != null && !known.equals(guest.port)) {
                throw new IllegalArgumentException(
                        "%s cannot have %s, the address of %s".formatted(guest.port, guest.settings.address(), known));
            }
        });
    }

    List<Port> list() {
        return Arrays.stream(ports).map(rules -> rules.port).toList();
    }
}
