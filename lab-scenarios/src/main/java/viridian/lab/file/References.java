package viridian.lab.file;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import viridian.lab.topology.Adapter;
import viridian.lab.topology.AdapterName;
import viridian.lab.topology.AdapterType;
import viridian.lab.topology.Host;
import viridian.lab.topology.HostKind;
import viridian.lab.topology.Network;
import viridian.lab.topology.PhysicalNic;
import viridian.lab.topology.Spelling;
import viridian.lab.topology.Topology;

/** Finds what a claim or a step names, or reports that it is not there. */
final class References {

    /** Stands for what was not found; never leaves the package, as the file is refused then. */
    private static final AdapterName NOWHERE = new AdapterName("", "");

    private final Topology plan;
    private final Report report;

    References(Topology plan, Report report) {
        this.plan = plan;
        this.report = report;
    }

    /** One adapter: named outright, or the only one of its host. */
    AdapterName adapter(Tree.Scalar reference) {
        List<Adapter> adapters = adapters(reference);
        if (adapters.size() > 1) report.error(reference.position(), tooMany(adapters), which(adapters));
        return adapters.isEmpty() ? NOWHERE : adapters.getFirst().name();
    }

    /** Every adapter meant: one named outright, or all of a host. */
    List<Adapter> adapters(Tree.Scalar reference) {
        String text = reference.text();
        int slash = text.indexOf('/');
        Optional<Host> host = host(reference, slash < 0 ? text : text.substring(0, slash));
        if (host.isEmpty()) return List.of();
        List<Adapter> all = host.get().adapters();
        if (all.isEmpty()) report.error(reference.position(), "'%s' has no adapter".formatted(text), "");
        return slash < 0 ? all : named(reference, host.get(), text.substring(slash + 1));
    }

    private List<Adapter> named(Tree.Scalar reference, Host host, String name) {
        List<String> names =
                names(host.adapters().stream().map(adapter -> adapter.name().adapter()));
        if (!names.contains(name)) {
            report.error(
                    reference.position(),
                    "'%s' has no adapter '%s'".formatted(host.name(), name),
                    Spelling.suggestion(name, names));
            return List.of();
        }
        return List.of(host.adapters().get(names.indexOf(name)));
    }

    /** A host in which commands can be run. */
    String machine(Tree.Scalar reference) {
        Optional<Host> host = host(reference, reference.text());
        if (host.isPresent() && !runsCommands(host.get())) {
            List<String> machines =
                    names(plan.hosts().stream().filter(References::runsCommands).map(Host::name));
            report.error(
                    reference.position(),
                    "'%s' is a partition, and commands run in machines only".formatted(reference.text()),
                    machines.isEmpty() ? "" : "machines: " + String.join(", ", machines));
        }
        return reference.text();
    }

    /** A child's adapter of which it can be asked whether the child starts over the network by it. */
    AdapterName bootAdapter(Tree.Scalar reference) {
        AdapterName name = adapter(reference);
        if (name.equals(NOWHERE)) return name;
        Host host = plan.host(name.host());
        Adapter adapter = plan.adapter(name);
        boolean named = host.guest().boot().equals(Optional.of(name.adapter()));
        if (host.kind() != HostKind.CHILD) {
            report.error(
                    reference.position(),
                    "'%s' is no child, and has no firmware of ours".formatted(host.name()),
                    "name an adapter of a child");
        } else if (!named && adapter.type() == AdapterType.LEGACY) {
            report.error(
                    reference.position(),
                    "'%s' is not started from %s".formatted(host.name(), name),
                    "give the host 'boot: %s'".formatted(name.adapter()));
        }
        return name;
    }

    /** A host that shows what it does on a console. */
    String consoleHost(Tree.Scalar reference) {
        Optional<Host> host = host(reference, reference.text());
        if (host.isPresent() && !host.get().kind().hasConsole()) {
            report.error(
                    reference.position(),
                    "'%s' has no console".formatted(reference.text()),
                    "name a host with kind: qemu");
        }
        return reference.text();
    }

    private static boolean runsCommands(Host host) {
        return host.kind() == HostKind.MACHINE || host.kind() == HostKind.QEMU;
    }

    private Optional<Host> host(Tree.Scalar reference, String name) {
        List<String> names = names(plan.hosts().stream().map(Host::name));
        if (known(reference, "host", name, names)) return Optional.of(plan.host(name));
        return Optional.empty();
    }

    String network(Tree.Scalar reference) {
        known(
                reference,
                "network",
                reference.text(),
                names(plan.networks().stream().map(Network::name)));
        return reference.text();
    }

    /** A physical adapter whose wire can be watched: one that a network binds. */
    String wire(Tree.Scalar reference) {
        String nic = reference.text();
        boolean there = known(reference, "NIC", nic, names(plan.nics().stream().map(PhysicalNic::name)));
        if (there && plan.networkOn(nic).isEmpty()) {
            report.error(
                    reference.position(),
                    "no network binds %s, so nobody watches its wire".formatted(nic),
                    "give a network 'external: %s'".formatted(nic));
        }
        return nic;
    }

    private boolean known(Tree.Scalar reference, String what, String name, List<String> names) {
        if (names.contains(name)) return true;
        report.error(
                reference.position(), "there is no %s '%s'".formatted(what, name), Spelling.suggestion(name, names));
        return false;
    }

    static String tooMany(List<Adapter> adapters) {
        return "'%s' has %d adapters".formatted(adapters.getFirst().name().host(), adapters.size());
    }

    static String which(List<Adapter> adapters) {
        return adapters.stream()
                .map(adapter -> adapter.name().toString())
                .collect(Collectors.joining(" or ", "say which: ", ""));
    }

    private static List<String> names(Stream<String> names) {
        return names.toList();
    }
}
