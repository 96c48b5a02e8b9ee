package viridian.lab.topology;

import java.util.List;

/** What must be true of physical adapters and networks. */
final class NetworkRules {

    private NetworkRules() {}

    static void nic(PhysicalNic nic, List<Violation> found) {
        mtu(List.of("nics", nic.name(), "mtu"), nic.mtu(), found);
    }

    static void network(Topology plan, Network network, List<Violation> found) {
        if (network.reach() instanceof Reach.External(String nic)) external(plan, network, nic, found);
        mtu(List.of("networks", network.name(), "mtu"), network.mtu(), found);
    }

    private static void external(Topology plan, Network network, String nic, List<Violation> found) {
        List<String> names = plan.nics().stream().map(PhysicalNic::name).toList();
        List<String> path = List.of("networks", network.name(), "external");
        if (!names.contains(nic)) {
            found.add(wrong(path, "there is no NIC '" + nic + "'", Spelling.suggestion(nic, names)));
            return;
        }
        Network first = plan.networkOn(nic).orElseThrow();
        if (!first.name().equals(network.name())) {
            found.add(wrong(
                    path,
                    "%s is already bound by network '%s'".formatted(nic, first.name()),
                    "one NIC carries one virtual network"));
        }
        if (network.mtu() > plan.nic(nic).mtu()) {
            found.add(wrong(
                    List.of("networks", network.name(), "mtu"),
                    "packets of %d bytes do not fit %s, which carries %d"
                            .formatted(network.mtu(), nic, plan.nic(nic).mtu()),
                    "raise the mtu of " + nic));
        }
    }

    private static void mtu(List<String> path, int mtu, List<Violation> found) {
        if (mtu >= Adapter.LEAST_MTU && mtu <= Adapter.JUMBO_MTU) return;
        found.add(wrong(
                path,
                "no adapter carries an MTU of " + mtu,
                "%d to %d, without the Ethernet header".formatted(Adapter.LEAST_MTU, Adapter.JUMBO_MTU)));
    }

    static Violation wrong(List<String> path, String sentence, String suggestion) {
        return new Violation(path, sentence, suggestion, false);
    }
}
