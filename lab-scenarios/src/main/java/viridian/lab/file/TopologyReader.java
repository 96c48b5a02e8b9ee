package viridian.lab.file;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import viridian.lab.service.AddressRange;
import viridian.lab.topology.Adapter;
import viridian.lab.topology.AdapterBuilder;
import viridian.lab.topology.AdapterType;
import viridian.lab.topology.CidrAddress;
import viridian.lab.topology.Guest;
import viridian.lab.topology.Hardware;
import viridian.lab.topology.HostBuilder;
import viridian.lab.topology.HostKind;
import viridian.lab.topology.Network;
import viridian.lab.topology.NetworkBuilder;
import viridian.lab.topology.Reach;
import viridian.lab.topology.Serving;
import viridian.lab.topology.Topology;
import viridian.lab.topology.TopologyBuilder;
import viridian.lab.topology.TopologyRules;
import viridian.lab.topology.Violation;
import viridian.offload.wire.Ipv4Address;
import viridian.partitions.HostProfile;
import viridian.vswitch.VlanMode;
import viridian.vswitch.VlanSet;
import viridian.vswitch.frame.MacAddress;

/** Makes the plan out of a document the schema has let pass, and holds it against the rules. */
final class TopologyReader {

    private static final String VLAN_SHAPE = "VLANs look like \"10-19+30\": 1 to 4094, ranges from low to high";

    private final Report report;

    TopologyReader(Report report) {
        this.report = report;
    }

    Topology topology(Section document) {
        TopologyBuilder plan = Topology.named(document.text("name", "")).about(document.text("about", ""));
        document.text("profile").ifPresent(profile -> plan.profile(profile(profile)));
        document.sections("nics").forEach((name, nic) -> nic(plan, name, nic));
        document.sections("networks").forEach((name, network) -> plan.network(name, to -> network(to, network)));
        document.sections("hosts").forEach((name, host) -> plan.host(name, kind(host), to -> host(to, host)));
        Topology topology = plan.unchecked();
        for (Violation violation : TopologyRules.violations(topology)) report(document, violation);
        return topology;
    }

    private void report(Section document, Violation violation) {
        Position position = document.mapping().place(violation.path());
        if (violation.warning()) report.warning(position, violation.sentence(), violation.suggestion());
        else report.error(position, violation.sentence(), violation.suggestion());
    }

    private static void nic(TopologyBuilder plan, String name, Section nic) {
        plan.nic(name, nic.text("about", ""), nic.number("mtu", Adapter.STANDARD_MTU));
    }

    private static void network(NetworkBuilder to, Section network) {
        to.about(network.text("about", ""))
                .reach(reach(network))
                .mtu(network.number("mtu", 0))
                .hub(network.flag("hub", false))
                .ageingSeconds(network.number("ageing", Network.DEFAULT_AGEING_SECONDS));
    }

    private static Reach reach(Section network) {
        if (network.has("external")) return new Reach.External(network.text("external", ""));
        return network.has("private") ? new Reach.Private() : new Reach.Internal();
    }

    private static HostProfile profile(String name) {
        return HostProfile.valueOf(name.replace('-', '_').toUpperCase(Locale.ROOT));
    }

    private static HostKind kind(Section host) {
        return HostKind.valueOf(host.text("kind", "").toUpperCase(Locale.ROOT));
    }

    private static AdapterType adapterType(String name) {
        return AdapterType.valueOf(name.replace('-', '_').toUpperCase(Locale.ROOT));
    }

    private void host(HostBuilder to, Section host) {
        to.about(host.text("about", ""));
        to.guest(new Guest(
                host.text("guest"),
                host.flag("integration-components", false),
                host.number("processors", 1),
                host.text("boot"),
                host.text("worker").equals(Optional.of("process"))));
        to.hardware(new Hardware(
                host.number("memory", Hardware.USUAL_MEGABYTES),
                host.text("kernel-options", ""),
                texts(host, "programs"),
                texts(host, "commands")));
        host.scalar("gateway").ifPresent(gateway -> understood(gateway, CidrAddress.SHAPE, to::gateway));
        if (host.has("serves")) serving(to, host.section("serves"));
        host.sections("adapters").forEach((name, adapter) -> to.adapter(name, at -> adapter(at, adapter)));
    }

    private static List<String> texts(Section host, String key) {
        return host.scalars(key).stream()
                .flatMap(List::stream)
                .map(Tree.Scalar::text)
                .toList();
    }

    private void serving(HostBuilder to, Section serves) {
        understood(
                serves.required("addresses"),
                AddressRange.SHAPE,
                text -> to.serves(new Serving(
                        AddressRange.parse(text),
                        router(serves),
                        serves.number("lease", Serving.DEFAULT_LEASE_SECONDS),
                        serves.text("program")
                                .map(name -> new Serving.Program(
                                        name, serves.number("program-bytes", Serving.Program.DEFAULT_BYTES))),
                        serves.text("script"),
                        serves.text("linux"),
                        serves.text("files").map(Path::of))));
    }

    private Optional<Ipv4Address> router(Section serves) {
        List<Ipv4Address> read = new ArrayList<>();
        serves.scalar("router")
                .ifPresent(router -> understood(router, CidrAddress.SHAPE, text -> read.add(Ipv4Address.parse(text))));
        return read.stream().findFirst();
    }

    private void adapter(AdapterBuilder to, Section adapter) {
        adapter.text("network").ifPresent(to::network);
        adapter.text("wire").ifPresent(to::wire);
        adapter.text("type").ifPresent(type -> to.type(adapterType(type)));
        adapter.scalar("address").ifPresent(address -> understood(address, CidrAddress.SHAPE, to::address));
        adapter.text("mac").ifPresent(mac -> to.mac(MacAddress.parse(mac)));
        to.mtu(adapter.number("mtu", 0)).limit(adapter.number("limit", 0));
        if (adapter.has("vlan")) vlan(to, adapter.section("vlan"));
    }

    private void vlan(AdapterBuilder to, Section vlan) {
        if (vlan.has("access")) to.vlan(new VlanMode.Access(vlan.number("access", 0)));
        vlan.scalar("trunk")
                .ifPresent(trunk -> understood(
                        trunk,
                        VLAN_SHAPE,
                        text -> to.vlan(new VlanMode.Trunk(VlanSet.parse(text), vlan.number("native", 0)))));
    }

    /** Hands a scalar's text on; if it makes no sense there, that is a problem with its place. */
    private void understood(Tree.Scalar scalar, String shape, Consumer<String> reader) {
        try {
            reader.accept(scalar.text());
        } catch (IllegalArgumentException reason) {
            report.error(scalar.position(), String.valueOf(reason.getMessage()), shape);
        }
    }
}
