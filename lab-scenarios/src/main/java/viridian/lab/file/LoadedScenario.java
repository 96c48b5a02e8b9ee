package viridian.lab.file;

import java.util.List;
import viridian.lab.topology.Scenario;

/**
 * A scenario that can be brought to life, and what its writer may not expect of it.
 *
 * @param warnings in the order of the file
 */
public record LoadedScenario(Scenario scenario, List<Problem> warnings) {}
