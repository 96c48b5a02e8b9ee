package viridian.lab.topology;

import java.util.List;

/**
 * One lab of a scenario: a plan, what is done first, and what is claimed, in order.
 *
 * @param topology the plan; the layout has its name
 */
public record Layout(Topology topology, List<Action> steps, List<Check> checks) {

    public Layout {
        steps = List.copyOf(steps);
        checks = List.copyOf(checks);
    }

    /** The same, in which every child partition has a worker process for its legacy adapters. */
    public Layout withWorkerProcesses() {
        return new Layout(topology.withWorkerProcesses(), steps, checks);
    }

    public String name() {
        return topology.name();
    }
}
