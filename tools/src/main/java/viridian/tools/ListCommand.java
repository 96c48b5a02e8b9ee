package viridian.tools;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import viridian.lab.file.ScenarioCatalogue;
import viridian.lab.file.ScenarioException;
import viridian.lab.topology.Expectation;
import viridian.lab.topology.Scenario;
import viridian.tools.text.Table;

/** Lists the scenarios that come with the lab. */
@Command(name = "list", description = "List the scenarios that come with the lab.", mixinStandardHelpOptions = true)
final class ListCommand implements Callable<Integer> {

    @Override
    public Integer call() throws ScenarioException {
        Table table = new Table("scenario", "claims", "about");
        for (String name : ScenarioCatalogue.names()) {
            Scenario scenario = ScenarioCatalogue.load(name).scenario();
            int claims = scenario.layouts().stream()
                    .mapToInt(layout -> layout.checks().size())
                    .sum();
            table.row(name, claims, about(scenario));
        }
        System.out.println(table);
        return ExitCode.OK;
    }

    private static String about(Scenario scenario) {
        boolean broken = !(scenario.expectation() instanceof Expectation.AllHold);
        return broken ? scenario.about() + " (meant to fail)" : scenario.about();
    }
}
