package viridian.lab.topology;

import java.util.List;

/**
 * One or more labs and what they are meant to prove.
 *
 * @param name as {@code lab run} takes it
 * @param about one line for people
 * @param layouts each is brought to life by itself, in order
 * @param expectation which claims are meant to hold
 */
public record Scenario(String name, String about, List<Layout> layouts, Expectation expectation) {

    public Scenario {
        layouts = List.copyOf(layouts);
    }

    /** The same, in which every child partition has a worker process for its legacy adapters. */
    public Scenario withWorkerProcesses() {
        List<Layout> changed = layouts.stream().map(Layout::withWorkerProcesses).toList();
        return new Scenario(name, about, changed, expectation);
    }
}
