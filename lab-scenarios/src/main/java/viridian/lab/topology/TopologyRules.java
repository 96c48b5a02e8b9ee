package viridian.lab.topology;

import java.util.ArrayList;
import java.util.List;

/** What must be true of a plan before anything is created. */
public final class TopologyRules {

    private TopologyRules() {}

    /** Everything wrong or doubtful, in the order of the plan; empty if all is well. */
    public static List<Violation> violations(Topology plan) {
        List<Violation> found = new ArrayList<>();
        plan.nics().forEach(nic -> NetworkRules.nic(nic, found));
        plan.networks().forEach(network -> NetworkRules.network(plan, network, found));
        plan.hosts().forEach(host -> HostRules.host(plan, host, found));
        plan.hosts().forEach(host -> GuestRules.host(plan, host, found));
        plan.hosts().forEach(host -> ServingRules.host(plan, host, found));
        plan.adapters().forEach(adapter -> AdapterRules.adapter(plan, adapter, found));
        UniquenessRules.check(plan, found);
        return found;
    }
}
