package viridian.lab.topology;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import viridian.offload.wire.Ipv4Address;
import viridian.vswitch.VlanMode;
import viridian.vswitch.frame.MacAddress;

/** What may be there only once. */
final class UniquenessRules {

    private UniquenessRules() {}

    static void check(Topology plan, List<Violation> found) {
        names(List.of("nics"), plan.nics().stream().map(PhysicalNic::name), found);
        names(List.of("networks"), plan.networks().stream().map(Network::name), found);
        names(List.of("hosts"), plan.hosts().stream().map(Host::name), found);
        for (Host host : plan.hosts()) {
            Stream<String> adapters =
                    host.adapters().stream().map(adapter -> adapter.name().adapter());
            names(List.of("hosts", host.name(), "adapters"), adapters, found);
        }
        macs(plan, found);
        addresses(plan, found);
    }

    private static void names(List<String> path, Stream<String> names, List<Violation> found) {
        Set<String> seen = new HashSet<>();
        names.filter(name -> !seen.add(name))
                .forEach(name -> found.add(NetworkRules.wrong(path, "'" + name + "' is there twice", "")));
    }

    private static void macs(Topology plan, List<Violation> found) {
        Map<MacAddress, Adapter> seen = new HashMap<>();
        plan.adapters().forEach(adapter -> {
            Adapter first = seen.putIfAbsent(adapter.mac(), adapter);
            if (first == null) return;
            found.add(NetworkRules.wrong(
                    path(adapter, "mac"),
                    "%s has the MAC address %s already".formatted(first.name(), adapter.mac()),
                    "leave mac out, and the lab chooses one"));
        });
    }

    private static void addresses(Topology plan, List<Violation> found) {
        Map<Seat, Adapter> seen = new HashMap<>();
        plan.adapters().forEach(adapter -> {
            if (adapter.address().isEmpty()) return;
            Ipv4Address address = adapter.address().get().address();
            Adapter first = seen.putIfAbsent(new Seat(segment(plan, adapter), vlan(adapter), address), adapter);
            if (first == null) return;
            found.add(NetworkRules.wrong(
                    path(adapter, "address"),
                    "%s has the address %s already".formatted(first.name(), address),
                    "each adapter on a network needs one of its own"));
        });
    }

    /** Where an address must be unique: one VLAN of one segment. */
    private record Seat(String segment, Optional<Integer> vlan, Ipv4Address address) {}

    /** A network and the wire of its physical adapter are one segment. */
    private static String segment(Topology plan, Adapter adapter) {
        return switch (adapter.attachment()) {
            case Attachment.ToNetwork(String network) -> network;
            case Attachment.ToWire(String nic) ->
                plan.networkOn(nic).map(Network::name).orElse("wire " + nic);
        };
    }

    private static Optional<Integer> vlan(Adapter adapter) {
        return adapter.vlan() instanceof VlanMode.Access(int vlan) ? Optional.of(vlan) : Optional.empty();
    }

    private static List<String> path(Adapter adapter, String key) {
        return List.of(
                "hosts", adapter.name().host(), "adapters", adapter.name().adapter(), key);
    }
}
