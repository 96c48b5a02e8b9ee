package viridian.tools;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import viridian.lab.Form;
import viridian.lab.file.LoadedScenario;
import viridian.lab.file.ScenarioCatalogue;
import viridian.lab.file.ScenarioException;
import viridian.lab.run.RunResult;
import viridian.lab.run.ScenarioRun;
import viridian.lab.topology.Scenario;
import viridian.tools.report.ConsoleProgress;
import viridian.tools.report.ResultFile;
import viridian.tools.report.Summary;

/** Brings a scenario to life, tries its claims, and says which hold. */
@Command(
        name = "run",
        description = "Run a scenario: bring its labs up, try each claim, keep the frames.",
        mixinStandardHelpOptions = true,
        footer = "%nExit code: 0 all claims hold, 1 one fails, 64 bad input, 69 this machine lacks something.")
final class RunCommand implements Callable<Integer> {

    @Parameters(paramLabel = "SCENARIO", description = "a name from lab list, or a scenario file")
    private String scenario = "";

    @Option(names = "--real", description = "on Linux namespaces and veth pairs instead of in memory; needs root")
    private boolean real;

    @Mixin
    private WorkerOption worker = new WorkerOption();

    @Option(
            names = "--evidence",
            paramLabel = "DIR",
            description = "where capture and result go; runs/SCENARIO here if not given")
    private @Nullable Path evidence;

    @Override
    public Integer call() throws ScenarioException, IOException, InterruptedException {
        LoadedScenario loaded = ScenarioCatalogue.open(scenario);
        loaded.warnings().forEach(warning -> System.err.println("warning: " + warning));
        System.out.println(loaded.scenario().name() + ": " + loaded.scenario().about());
        RunResult result = run(worker.applied(loaded.scenario()));
        ResultFile.write(result);
        System.out.println();
        System.out.println(Summary.of(result));
        return result.holds() ? ExitCode.OK : ExitCode.CLAIM_FAILS;
    }

    private RunResult run(Scenario plan) throws IOException, InterruptedException {
        Form form = real ? Form.REAL : Form.EMBEDDED;
        ScenarioRun run = new ScenarioRun(plan, form, directory(plan), new ConsoleProgress(System.out, form));
        try (Ending _ = new Ending(() -> abandon(run))) {
            return run.run();
        }
    }

    private Path directory(Scenario plan) {
        return evidence != null ? evidence : Path.of("runs", plan.name() + (real ? "-real" : ""));
    }

    /** A signal ends the lab first, so that nothing of it is left. */
    private static void abandon(ScenarioRun run) {
        try {
            run.abandon();
            System.err.println("lab: ended before it was done; nothing of it is left");
        } catch (IOException trouble) {
            System.err.println("lab: " + Complaint.sentence(trouble));
        }
    }
}
