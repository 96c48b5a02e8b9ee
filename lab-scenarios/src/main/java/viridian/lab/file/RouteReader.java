package viridian.lab.file;

import java.util.List;
import java.util.Optional;
import viridian.lab.topology.Adapter;
import viridian.lab.topology.AdapterName;
import viridian.lab.topology.Topology;
import viridian.offload.wire.Ipv4Address;

/** Finds which adapters {@code from: web} and {@code to: disks} mean, as the sending host would route. */
final class RouteReader {

    /** Who speaks to whom. */
    record Route(AdapterName from, AdapterName to) {}

    private static final Route NOWHERE = new Route(new AdapterName("", ""), new AdapterName("", ""));

    private final Topology plan;
    private final References references;
    private final Report report;

    RouteReader(Topology plan, References references, Report report) {
        this.plan = plan;
        this.references = references;
        this.report = report;
    }

    Route route(Section speech) {
        Tree.Scalar from = speech.required("from");
        Tree.Scalar to = speech.required("to");
        List<Adapter> senders = addressed(from);
        List<Adapter> receivers = addressed(to);
        if (senders.isEmpty() || receivers.isEmpty()) return NOWHERE;
        if (senders.getFirst().name().host().equals(receivers.getFirst().name().host())) {
            report.error(to.position(), "a host needs no network to reach itself", "name another host");
            return NOWHERE;
        }
        Adapter receiver = receiver(to, senders, receivers);
        return new Route(sender(from, senders, receiver).name(), receiver.name());
    }

    private List<Adapter> addressed(Tree.Scalar reference) {
        List<Adapter> meant = references.adapters(reference);
        List<Adapter> addressed =
                meant.stream().filter(adapter -> adapter.address().isPresent()).toList();
        if (!meant.isEmpty() && addressed.isEmpty()) {
            report.error(
                    reference.position(),
                    "'%s' has no address".formatted(reference.text()),
                    "give the adapter one, as 'address: 10.0.0.1/24'");
        }
        return addressed;
    }

    /** Of several, the one that is a neighbour of the sender's. */
    private Adapter receiver(Tree.Scalar to, List<Adapter> senders, List<Adapter> receivers) {
        if (receivers.size() == 1) return receivers.getFirst();
        List<Adapter> neighbours = receivers.stream()
                .filter(receiver -> senders.stream().anyMatch(sender -> reaches(sender, receiver)))
                .toList();
        if (neighbours.size() != 1) {
            report.error(to.position(), References.tooMany(receivers), References.which(receivers));
        }
        return neighbours.isEmpty() ? receivers.getFirst() : neighbours.getFirst();
    }

    private Adapter sender(Tree.Scalar from, List<Adapter> senders, Adapter receiver) {
        List<Adapter> all = plan.host(senders.getFirst().name().host()).adapters();
        Adapter way = way(all, receiver);
        boolean named = from.text().contains("/");
        if (named && !senders.contains(way)) {
            report.error(
                    from.position(),
                    "%s is on the way from '%s' to %s, not %s"
                            .formatted(way.name(), way.name().host(), receiver.name(), from.text()),
                    "write '%s', or address the other adapter"
                            .formatted(way.name().host()));
        }
        return way;
    }

    /** By which adapter the host sends: one in the receiver's subnet, or the gateway's, or the first with an address. */
    private Adapter way(List<Adapter> all, Adapter receiver) {
        List<Adapter> addressed =
                all.stream().filter(adapter -> adapter.address().isPresent()).toList();
        Optional<Ipv4Address> gateway =
                plan.host(addressed.getFirst().name().host()).gateway();
        return addressed.stream()
                .filter(adapter -> reaches(adapter, receiver))
                .findFirst()
                .or(() -> addressed.stream()
                        .filter(adapter -> gateway.filter(adapter.address().orElseThrow()::contains)
                                .isPresent())
                        .findFirst())
                .orElse(addressed.getFirst());
    }

    private static boolean reaches(Adapter from, Adapter to) {
        return from.address().orElseThrow().contains(to.address().orElseThrow().address());
    }
}
