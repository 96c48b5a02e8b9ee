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

    public String name() {
        return topology.name();
    }
}
