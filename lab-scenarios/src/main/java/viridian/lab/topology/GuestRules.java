package viridian.lab.topology;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import viridian.partitions.Enlightenment;
import viridian.partitions.GuestCatalogue;
import viridian.partitions.GuestOs;
import viridian.partitions.GuestStage;
import viridian.partitions.HostProfile;
import viridian.partitions.vmbus.VmbusVersion;

/** What a guest system and a host of a certain age allow. */
final class GuestRules {

    private GuestRules() {}

    static void host(Topology plan, Host host, List<Violation> found) {
        if (host.kind() == HostKind.QEMU) boot(host, found);
        if (host.kind() != HostKind.CHILD) {
            if (!guestOf(host).equals(Guest.USUAL)) found.add(onlyChildren(host));
            return;
        }
        number(plan, host, found);
        processors(plan.profile(), host, found);
        boot(host, found);
        Optional<String> name = host.guest().system();
        Optional<GuestOs> system = name.flatMap(GuestCatalogue::find);
        if (name.isPresent() && system.isEmpty()) found.add(unknown(host, name.get()));
        system.ifPresent(known -> listed(plan.profile(), host, known, found));
        for (Adapter adapter : host.adapters()) {
            if (adapter.type() == AdapterType.SYNTHETIC) synthetic(plan.profile(), host, adapter, system, found);
        }
    }

    /** What is said of the guest but its way to start, which real machines have too. */
    private static Guest guestOf(Host host) {
        Guest guest = host.guest();
        return host.kind() == HostKind.QEMU
                ? new Guest(guest.system(), guest.components(), guest.processors(), Optional.empty(), guest.ownWorker())
                : guest;
    }

    private static Violation onlyChildren(Host host) {
        return NetworkRules.wrong(
                at(host),
                "only a child partition runs a guest system; '%s' is no child".formatted(host.name()),
                host.kind() == HostKind.QEMU
                        ? "leave guest, integration-components and processors out: it runs Linux"
                        : "leave guest, integration-components, processors and boot out");
    }

    private static void number(Topology plan, Host host, List<Violation> found) {
        List<Host> children = plan.hosts().stream()
                .filter(one -> one.kind() == HostKind.CHILD)
                .toList();
        int limit = plan.profile().maxPartitions();
        if (children.size() <= limit || !children.get(limit).equals(host)) return;
        found.add(NetworkRules.wrong(
                at(host),
                "'%s' is virtual machine %d, and %s runs %d at most"
                        .formatted(host.name(), limit + 1, plan.profile().title(), limit),
                ""));
    }

    private static void processors(HostProfile profile, Host host, List<Violation> found) {
        int wanted = host.guest().processors();
        if (wanted <= profile.maxProcessors()) return;
        found.add(NetworkRules.wrong(
                at(host, "processors"),
                "%s gives a virtual machine %d processors at most, not %d"
                        .formatted(profile.title(), profile.maxProcessors(), wanted),
                ""));
    }

    /** What boots is firmware, and the bus is not there before the system is. */
    private static void boot(Host host, List<Violation> found) {
        if (host.guest().boot().isEmpty()) return;
        String name = host.guest().boot().get();
        List<String> names = host.adapters().stream()
                .map(adapter -> adapter.name().adapter())
                .toList();
        if (!names.contains(name)) {
            found.add(NetworkRules.wrong(
                    at(host, "boot"),
                    "'%s' has no adapter '%s'".formatted(host.name(), name),
                    Spelling.suggestion(name, names)));
        } else if (host.adapters().get(names.indexOf(name)).type() != AdapterType.LEGACY) {
            found.add(NetworkRules.wrong(
                    at(host, "boot"),
                    host.kind() == HostKind.QEMU
                            ? "%s/%s is QEMU's own adapter, and this lab boots machines from ours"
                                    .formatted(host.name(), name)
                            : "%s/%s is synthetic: firmware has no driver for it, and nobody sees it before the system is up"
                                    .formatted(host.name(), name),
                    "boot from an adapter with type: legacy"));
        }
    }

    private static Violation unknown(Host host, String name) {
        List<String> names =
                GuestCatalogue.systems().stream().map(GuestOs::name).toList();
        return NetworkRules.wrong(
                at(host, "guest"),
                "the catalogue has no guest system '" + name + "'",
                Spelling.suggestion(name, names));
    }

    private static void listed(HostProfile profile, Host host, GuestOs system, List<Violation> found) {
        int allowed = system.processorsOn(profile);
        if (allowed == 0) {
            found.add(new Violation(
                    at(host, "guest"),
                    "%s is not among the published guests of %s".formatted(system.name(), profile.title()),
                    "",
                    true));
        } else if (host.guest().processors() > allowed) {
            found.add(NetworkRules.wrong(
                    at(host, "processors"),
                    "%s uses %d of the %d processors on %s"
                            .formatted(system.name(), allowed, host.guest().processors(), profile.title()),
                    "processors: " + allowed));
        }
    }

    private static void synthetic(
            HostProfile profile, Host host, Adapter adapter, Optional<GuestOs> system, List<Violation> found) {
        String name = adapter.name().toString();
        List<String> because = new ArrayList<>();
        if (!profile.hasVmbus()) {
            because.add("%s has no synthetic adapters".formatted(profile.title()));
        } else if (system.isPresent()) {
            because.addAll(unseen(profile, host, system.get()));
        }
        if (because.isEmpty()) return;
        boolean components = system.isPresent()
                && system.get().enlightenment() == Enlightenment.COMPONENTS
                && !host.guest().components()
                && profile.hasVmbus();
        found.add(NetworkRules.wrong(
                List.of("hosts", host.name(), "adapters", adapter.name().adapter()),
                "nobody sees " + name + ": " + because.getFirst(),
                components ? "integration-components: true, or type: legacy" : "type: legacy"));
    }

    /** Why the system sees no synthetic adapter on this host; empty if it does. */
    private static List<String> unseen(HostProfile profile, Host host, GuestOs system) {
        if (system.up(host.guest().components()) != GuestStage.ENLIGHTENED) {
            boolean never = system.enlightenment() == Enlightenment.NEVER;
            String sentence = never
                    ? "%s is not enlightened, and there are no integration components for it"
                    : "%s is not enlightened without integration components";
            return List.of(sentence.formatted(system.name()));
        }
        if (!system.commonWith(profile).isEmpty()) return List.of();
        return List.of("%s speaks versions %s of the bus, and %s %s"
                .formatted(
                        system.name(), list(system.vmbusVersions()), profile.title(), list(profile.vmbusVersions())));
    }

    private static String list(Set<VmbusVersion> versions) {
        return versions.stream().sorted().map(VmbusVersion::toString).collect(Collectors.joining(", "));
    }

    private static List<String> at(Host host) {
        return List.of("hosts", host.name());
    }

    private static List<String> at(Host host, String key) {
        return List.of("hosts", host.name(), key);
    }
}
