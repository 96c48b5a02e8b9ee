package viridian.lab.topology;

import java.util.List;
import viridian.offload.wire.Ipv4Address;
import viridian.partitions.HostProfile;

/** What must be true of hosts. */
final class HostRules {

    private HostRules() {}

    static void host(Topology plan, Host host, List<Violation> found) {
        onlyParent(plan, host, found);
        if (plan.profile().hasVmbus()) limit(plan.profile(), host, AdapterType.SYNTHETIC, found);
        limit(plan.profile(), host, AdapterType.LEGACY, found);
        if (host.kind() == HostKind.QEMU) MachineRules.host(host, found);
        else if (!host.hardware().equals(Hardware.USUAL)) found.add(MachineRules.onlyRealOnes(host));
        gateway(host, found);
        subnets(host, found);
    }

    private static void onlyParent(Topology plan, Host host, List<Violation> found) {
        if (host.kind() != HostKind.PARENT) return;
        Host first = plan.hosts().stream()
                .filter(one -> one.kind() == HostKind.PARENT)
                .findFirst()
                .orElseThrow();
        if (first.name().equals(host.name())) return;
        found.add(NetworkRules.wrong(
                List.of("hosts", host.name(), "kind"),
                "'%s' is a second parent beside '%s'".formatted(host.name(), first.name()),
                "a host has one parent partition; kind: child or kind: machine"));
    }

    private static void limit(HostProfile profile, Host host, AdapterType type, List<Violation> found) {
        int limit = type == AdapterType.LEGACY ? profile.maxLegacyAdapters() : profile.maxSyntheticAdapters();
        List<Adapter> all = host.adapters().stream()
                .filter(adapter -> adapter.type() == type)
                .toList();
        if (all.size() <= limit) return;
        String kind = type == AdapterType.LEGACY ? "legacy" : "synthetic";
        found.add(NetworkRules.wrong(
                List.of("hosts", host.name(), "adapters", all.get(limit).name().adapter()),
                "'%s' has %d %s adapters, and %d is the limit".formatted(host.name(), all.size(), kind, limit),
                "a virtual machine has at most %d synthetic and %d legacy ones"
                        .formatted(profile.maxSyntheticAdapters(), profile.maxLegacyAdapters())));
    }

    private static void gateway(Host host, List<Violation> found) {
        if (host.gateway().isEmpty()) return;
        Ipv4Address gateway = host.gateway().get();
        boolean reachable = host.adapters().stream()
                .flatMap(adapter -> adapter.address().stream())
                .anyMatch(address ->
                        address.contains(gateway) && !address.address().equals(gateway));
        if (reachable) return;
        found.add(NetworkRules.wrong(
                List.of("hosts", host.name(), "gateway"),
                "the gateway %s is in no subnet of '%s'".formatted(gateway, host.name()),
                "a gateway is another host on one of its subnets"));
    }

    /** Two adapters in one subnet are allowed, but the host sends by the first of them only. */
    private static void subnets(Host host, List<Violation> found) {
        for (int later = 1; later < host.adapters().size(); later++) {
            Adapter second = host.adapters().get(later);
            host.adapters().subList(0, later).stream()
                    .filter(first -> shareSubnet(first, second))
                    .findFirst()
                    .ifPresent(first -> found.add(twoWays(first, second)));
        }
    }

    private static boolean shareSubnet(Adapter first, Adapter second) {
        if (first.address().isEmpty() || second.address().isEmpty()) return false;
        return first.address().get().overlaps(second.address().get());
    }

    private static Violation twoWays(Adapter first, Adapter second) {
        return new Violation(
                List.of("hosts", second.name().host(), "adapters", second.name().adapter(), "address"),
                "%s is in the subnet of %s: the host will send by %s only"
                        .formatted(second.name(), first.name(), first.name()),
                "give each adapter a subnet of its own",
                true);
    }
}
