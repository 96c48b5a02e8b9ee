package viridian.lab.topology;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import viridian.partitions.HostProfile;
import viridian.vswitch.frame.MacAddress;

/** A plan being written; {@link #build} fills in what was left open and checks the whole. */
public final class TopologyBuilder {

    private final String name;
    private final List<PhysicalNic> nics = new ArrayList<>();
    private final List<NetworkBuilder> networks = new ArrayList<>();
    private final List<HostBuilder> hosts = new ArrayList<>();
    private String about = "";
    private HostProfile profile = HostProfile.MODERN;

    TopologyBuilder(String name) {
        this.name = name;
    }

    public TopologyBuilder about(String about) {
        this.about = about;
        return this;
    }

    /** How old the virtualization host is; left open, it is a current one. */
    public TopologyBuilder profile(HostProfile profile) {
        this.profile = profile;
        return this;
    }

    /** A physical adapter for ordinary frames. */
    public TopologyBuilder nic(String name) {
        return nic(name, "", Adapter.STANDARD_MTU);
    }

    /** A physical adapter for IP packets of up to {@code mtu} bytes. */
    public TopologyBuilder nic(String name, String about, int mtu) {
        nics.add(new PhysicalNic(name, about, mtu));
        return this;
    }

    public TopologyBuilder network(String name, Consumer<NetworkBuilder> details) {
        NetworkBuilder network = new NetworkBuilder(name);
        details.accept(network);
        networks.add(network);
        return this;
    }

    public TopologyBuilder parent(String name, Consumer<HostBuilder> details) {
        return host(name, HostKind.PARENT, details);
    }

    public TopologyBuilder child(String name, Consumer<HostBuilder> details) {
        return host(name, HostKind.CHILD, details);
    }

    public TopologyBuilder machine(String name, Consumer<HostBuilder> details) {
        return host(name, HostKind.MACHINE, details);
    }

    /** A real virtual machine, in QEMU. */
    public TopologyBuilder qemu(String name, Consumer<HostBuilder> details) {
        return host(name, HostKind.QEMU, details);
    }

    public TopologyBuilder host(String name, HostKind kind, Consumer<HostBuilder> details) {
        HostBuilder host = new HostBuilder(name, kind);
        details.accept(host);
        hosts.add(host);
        return this;
    }

    /**
     * The finished plan.
     *
     * @throws IllegalArgumentException naming everything in it that cannot be
     */
    public Topology build() {
        Topology plan = unchecked();
        String wrong = TopologyRules.violations(plan).stream()
                .filter(violation -> !violation.warning())
                .map(Violation::toString)
                .collect(Collectors.joining("; "));
        if (!wrong.isEmpty()) throw new IllegalArgumentException(wrong);
        return plan;
    }

    /** The plan with what was left open filled in, right or wrong: {@link TopologyRules} tells. */
    public Topology unchecked() {
        List<Network> built =
                networks.stream().map(network -> network.build(profile, nics)).toList();
        MacPool pool = new MacPool(name, given());
        List<Host> all = hosts.stream()
                .map(host -> host.build(profile, nics, built, pool))
                .toList();
        return new Topology(name, about, profile, nics, built, all);
    }

    private List<MacAddress> given() {
        return hosts.stream()
                .flatMap(HostBuilder::adapters)
                .map(AdapterBuilder::given)
                .filter(Objects::nonNull)
                .toList();
    }
}
