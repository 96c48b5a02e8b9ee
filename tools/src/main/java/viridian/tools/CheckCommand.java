package viridian.tools;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import viridian.lab.file.LoadedScenario;
import viridian.lab.file.ScenarioCatalogue;
import viridian.lab.file.ScenarioException;
import viridian.lab.topology.Layout;

/** Reads a scenario file with all its rules, and runs nothing. */
@Command(name = "check", description = "Check a scenario file without running it.", mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "a scenario file, or the name of a scenario from lab list")
    private String file = "";

    @Override
    public Integer call() throws ScenarioException {
        LoadedScenario loaded = ScenarioCatalogue.open(file);
        loaded.warnings().forEach(warning -> System.err.println("warning: " + warning));
        for (Layout layout : loaded.scenario().layouts()) {
            System.out.printf(
                    "%s: networks %d, hosts %d, claims %d%n",
                    layout.name(),
                    layout.topology().networks().size(),
                    layout.topology().hosts().size(),
                    layout.checks().size());
        }
        return ExitCode.OK;
    }
}
