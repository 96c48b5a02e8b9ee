package viridian.lab.topology;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import viridian.partitions.HostProfile;

/**
 * The plan of one lab: what is there and what is joined to what. Every list is in the order of the plan.
 *
 * @param name of the lab; everything it creates is named after it
 * @param about one line for people
 * @param profile how old the virtualization host is
 */
public record Topology(
        String name,
        String about,
        HostProfile profile,
        List<PhysicalNic> nics,
        List<Network> networks,
        List<Host> hosts) {

    public Topology {
        nics = List.copyOf(nics);
        networks = List.copyOf(networks);
        hosts = List.copyOf(hosts);
    }

    /** The beginning of a plan written in Java. */
    public static TopologyBuilder named(String name) {
        return new TopologyBuilder(name);
    }

    /** The same lab, in which every child partition has a worker process for its legacy adapters. */
    public Topology withWorkerProcesses() {
        List<Host> changed = hosts.stream()
                .map(host -> host.kind() == HostKind.CHILD
                        ? host.withGuest(host.guest().withOwnWorker())
                        : host)
                .toList();
        return new Topology(name, about, profile, nics, networks, changed);
    }

    public PhysicalNic nic(String name) {
        return named("NIC", name, nics, PhysicalNic::name);
    }

    public Network network(String name) {
        return named("network", name, networks, Network::name);
    }

    public Host host(String name) {
        return named("host", name, hosts, Host::name);
    }

    public Adapter adapter(AdapterName name) {
        return named("adapter", name, host(name.host()).adapters(), Adapter::name);
    }

    /** Every adapter of every host. */
    public Stream<Adapter> adapters() {
        return hosts.stream().flatMap(host -> host.adapters().stream());
    }

    /** The network that holds a physical adapter; none, if nothing binds it. */
    public Optional<Network> networkOn(String nic) {
        return networks.stream()
                .filter(network -> network.reach().equals(new Reach.External(nic)))
                .findFirst();
    }

    private <N, T> T named(String what, N name, List<T> all, Function<T, N> nameOf) {
        for (T one : all) if (nameOf.apply(one).equals(name)) return one;
        throw new IllegalArgumentException("there is no %s '%s' in %s".formatted(what, name, this.name));
    }
}
