package viridian.lab.topology;

import java.util.List;
import viridian.lab.service.AddressRange;
import viridian.lab.service.BootProgram;
import viridian.offload.wire.Ipv4Address;

/** What must be true of a host that serves. */
final class ServingRules {

    private ServingRules() {}

    static void host(Topology plan, Host host, List<Violation> found) {
        if (host.serves().isEmpty()) return;
        Serving serving = host.serves().get();
        List<Adapter> addressed = host.adapters().stream()
                .filter(adapter -> adapter.address().isPresent())
                .toList();
        if (host.adapters().size() != 1 || addressed.size() != 1) {
            found.add(NetworkRules.wrong(
                    at(host),
                    "'%s' serves one link, and needs one adapter with an address".formatted(host.name()),
                    "give it one as 'address: 10.1.0.1/24'; another host serves another link"));
            return;
        }
        Adapter adapter = addressed.getFirst();
        addresses(host, adapter.address().orElseThrow(), serving, found);
        alone(plan, host, adapter, found);
        serving.program().ifPresent(program -> program(host, program, found));
        serving.files()
                .filter(directory -> directory.toAbsolutePath().normalize().getNameCount() == 0)
                .ifPresent(directory -> found.add(NetworkRules.wrong(
                        at(host, "files"),
                        "'%s' would hand out every file of this computer".formatted(host.name()),
                        "name a directory with what is to be fetched, and nothing else")));
        if (serving.script().isPresent() && serving.linux().isPresent()) {
            found.add(NetworkRules.wrong(
                    at(host, "linux"),
                    "iPXE on the link of '%s' is to do two things".formatted(host.name()),
                    "leave out script or linux; linux has a script of its own"));
        }
    }

    private static void addresses(Host host, CidrAddress own, Serving serving, List<Violation> found) {
        AddressRange range = serving.addresses();
        boolean inside = host(own, range.first()) && host(own, range.last());
        if (!inside) {
            found.add(NetworkRules.wrong(
                    at(host, "addresses"),
                    "the addresses %s are not all of hosts in %s, the subnet of '%s'"
                            .formatted(range, own, host.name()),
                    "addresses are given out in the server's own subnet"));
        } else if (range.contains(own.address()) && range.size() == 1) {
            found.add(NetworkRules.wrong(
                    at(host, "addresses"), "the only address %s is the server's own".formatted(own.address()), ""));
        }
        serving.router()
                .filter(router -> !host(own, router))
                .ifPresent(router -> found.add(NetworkRules.wrong(
                        at(host, "router"),
                        "the router %s is no host in %s, the subnet of '%s'".formatted(router, own, host.name()),
                        "a router is a host on the clients' subnet")));
    }

    private static boolean host(CidrAddress own, Ipv4Address address) {
        return own.contains(address) && new CidrAddress(address, own.prefix()).fitsHost();
    }

    /** Two servers that do not know of each other would give one address to two clients. */
    private static void alone(Topology plan, Host host, Adapter adapter, List<Violation> found) {
        plan.hosts().stream()
                .takeWhile(other -> !other.name().equals(host.name()))
                .filter(other -> other.serves().isPresent())
                .filter(other -> other.adapters().stream()
                        .anyMatch(one -> one.attachment().equals(adapter.attachment())
                                && one.vlan().equals(adapter.vlan())))
                .findFirst()
                .ifPresent(other -> found.add(NetworkRules.wrong(
                        at(host),
                        "'%s' serves the same link as '%s'".formatted(host.name(), other.name()),
                        "a link has one server")));
    }

    private static void program(Host host, Serving.Program program, List<Violation> found) {
        if (program.bytes() >= BootProgram.LEAST_BYTES && program.bytes() <= BootProgram.MOST_BYTES) return;
        found.add(NetworkRules.wrong(
                at(host, "program"),
                "a program of %d bytes cannot be".formatted(program.bytes()),
                "%d to %d".formatted(BootProgram.LEAST_BYTES, BootProgram.MOST_BYTES)));
    }

    private static List<String> at(Host host) {
        return List.of("hosts", host.name(), "serves");
    }

    private static List<String> at(Host host, String key) {
        return List.of("hosts", host.name(), "serves", key);
    }
}
