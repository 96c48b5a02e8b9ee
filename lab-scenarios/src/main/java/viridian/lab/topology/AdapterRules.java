package viridian.lab.topology;

import java.util.List;
import viridian.partitions.HostProfile;
import viridian.vswitch.VlanMode;
import viridian.vswitch.frame.Frame;

/** What must be true of each adapter by itself. */
final class AdapterRules {

    private AdapterRules() {}

    static void adapter(Topology plan, Adapter adapter, List<Violation> found) {
        HostKind kind = plan.host(adapter.name().host()).kind();
        type(adapter, kind, found);
        switch (adapter.attachment()) {
            case Attachment.ToNetwork(String network) -> onNetwork(plan, adapter, kind, network, found);
            case Attachment.ToWire(String nic) -> onWire(plan, adapter, kind, nic, found);
        }
        address(adapter, found);
        limit(adapter, found);
        mac(adapter, found);
        vlan(adapter, found);
    }

    private static void type(Adapter adapter, HostKind kind, List<Violation> found) {
        if (adapter.type().fits(kind)) return;
        String host = adapter.name().host();
        switch (kind) {
            case CHILD ->
                found.add(wrong(
                        adapter, "type", "a child partition has synthetic and legacy adapters only", "kind: qemu"));
            case QEMU ->
                found.add(wrong(
                        adapter,
                        "type",
                        "'%s' is a real machine, and has no VMBus for a synthetic adapter".formatted(host),
                        "legacy, e1000, virtio or tulip-21143"));
            case PARENT, MACHINE ->
                found.add(wrong(
                        adapter,
                        "type",
                        "only virtual machines have a choice of adapters, and '%s' is none".formatted(host),
                        "leave type out, or make '%s' a child".formatted(host)));
        }
    }

    private static void onNetwork(Topology plan, Adapter adapter, HostKind kind, String name, List<Violation> found) {
        List<String> names = plan.networks().stream().map(Network::name).toList();
        if (!names.contains(name)) {
            found.add(
                    wrong(adapter, "network", "there is no network '" + name + "'", Spelling.suggestion(name, names)));
            return;
        }
        Network network = plan.network(name);
        if (network.reach() instanceof Reach.Private && !kind.isVirtual()) {
            found.add(wrong(
                    adapter,
                    "network",
                    "'%s' is private, for virtual machines only".formatted(name),
                    "internal: true lets the parent in"));
        }
        mtu(plan.profile(), adapter, name, network.mtu(), found);
    }

    private static void onWire(Topology plan, Adapter adapter, HostKind kind, String name, List<Violation> found) {
        List<String> names = plan.nics().stream().map(PhysicalNic::name).toList();
        if (kind != HostKind.MACHINE) {
            found.add(wrong(
                    adapter,
                    "wire",
                    "only a machine sits on a wire; '%s' is %s"
                            .formatted(adapter.name().host(), kind == HostKind.QEMU ? "a virtual one" : "a partition"),
                    "network: the name of a virtual network"));
        }
        if (!names.contains(name)) {
            found.add(wrong(adapter, "wire", "there is no NIC '" + name + "'", Spelling.suggestion(name, names)));
            return;
        }
        mtu(plan.profile(), adapter, name, plan.nic(name).mtu(), found);
    }

    /** The longest IP packet an adapter of this type carries on such a host. */
    static int ownMtu(HostProfile profile, AdapterType type) {
        return switch (type) {
            case LEGACY, TULIP_21143 -> Adapter.STANDARD_MTU;
            case SYNTHETIC -> Math.min(Adapter.JUMBO_MTU, profile.maxFrame() - Frame.HEADER_BYTES);
            case CABLE, E1000, VIRTIO -> Adapter.JUMBO_MTU;
        };
    }

    private static String kind(HostProfile profile, AdapterType type) {
        return switch (type) {
            case LEGACY -> "a legacy adapter";
            case SYNTHETIC -> "a synthetic adapter of " + profile.title();
            case TULIP_21143 -> "a 21143";
            case CABLE, E1000, VIRTIO -> "an adapter";
        };
    }

    private static void mtu(HostProfile profile, Adapter adapter, String far, int farMtu, List<Violation> found) {
        boolean legacy = adapter.type() == AdapterType.LEGACY;
        int own = ownMtu(profile, adapter.type());
        if (adapter.mtu() > own || adapter.mtu() < Adapter.LEAST_MTU) {
            found.add(wrong(
                    adapter,
                    "mtu",
                    "%s carries no MTU of %d".formatted(kind(profile, adapter.type()), adapter.mtu()),
                    "%d to %d".formatted(Adapter.LEAST_MTU, own)));
        } else if (adapter.mtu() > farMtu) {
            found.add(wrong(
                    adapter,
                    "mtu",
                    "packets of %d bytes do not fit '%s', which carries %d".formatted(adapter.mtu(), far, farMtu),
                    "at most " + farMtu));
        } else if (legacy && farMtu > own) {
            found.add(legacyOnJumbo(adapter, far, farMtu));
        }
    }

    private static Violation legacyOnJumbo(Adapter adapter, String far, int farMtu) {
        return new Violation(
                path(adapter, "type"),
                "a legacy adapter carries packets of %d bytes, and '%s' carries %d: longer ones will not reach %s"
                        .formatted(Adapter.STANDARD_MTU, far, farMtu, adapter.name()),
                "type: synthetic",
                true);
    }

    private static void address(Adapter adapter, List<Violation> found) {
        if (adapter.address().isEmpty()) return;
        CidrAddress address = adapter.address().get();
        if (address.fitsHost()) return;
        found.add(wrong(adapter, "address", "no host can have the address " + address, why(address)));
    }

    private static String why(CidrAddress address) {
        if (address.isNetwork()) return "it names the subnet itself";
        if (address.isBroadcast()) return "it is the subnet's broadcast address";
        return "the first number is 1 to 223, and not 127";
    }

    private static void limit(Adapter adapter, List<Violation> found) {
        boolean onWire = adapter.attachment() instanceof Attachment.ToWire;
        if (!onWire || adapter.limitMegabits() == 0) return;
        found.add(wrong(
                adapter,
                "limit",
                "a wire has no port that could limit " + adapter.name(),
                "limit belongs to adapters on a network"));
    }

    private static void mac(Adapter adapter, List<Violation> found) {
        if (adapter.mac().bits() != 0 && !adapter.mac().isGroup()) return;
        found.add(wrong(
                adapter,
                "mac",
                adapter.mac() + " is no address of one adapter",
                "the first byte is even, as in 00-15-5D-01-02-03"));
    }

    private static void vlan(Adapter adapter, List<Violation> found) {
        boolean onWire = adapter.attachment() instanceof Attachment.ToWire;
        if (!onWire || adapter.vlan() instanceof VlanMode.Untagged) return;
        found.add(wrong(
                adapter,
                "vlan",
                "a wire has no port that could tag for " + adapter.name(),
                "vlan belongs to adapters on a network"));
    }

    private static Violation wrong(Adapter adapter, String key, String sentence, String suggestion) {
        return NetworkRules.wrong(path(adapter, key), sentence, suggestion);
    }

    private static List<String> path(Adapter adapter, String key) {
        return List.of(
                "hosts", adapter.name().host(), "adapters", adapter.name().adapter(), key);
    }
}
