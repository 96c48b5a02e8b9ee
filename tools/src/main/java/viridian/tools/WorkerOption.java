package viridian.tools;

import picocli.CommandLine.Option;
import viridian.lab.topology.Scenario;

/** Where the models of the guests' legacy adapters run. */
final class WorkerOption {

    private static final String IN_PROCESS = "in-process";
    private static final String PROCESS = "process";

    @Option(
            names = "--worker",
            paramLabel = "process",
            description = {
                "process: the models of the guests' legacy adapters run in a process of the operating system for each guest,",
                "so that the price of the way there is real; in-process, which is usual: as the scenario says"
            })
    private String worker = IN_PROCESS;

    /** The scenario as it is to be brought to life. */
    Scenario applied(Scenario scenario) {
        return switch (worker) {
            case PROCESS -> scenario.withWorkerProcesses();
            case IN_PROCESS -> scenario;
            default ->
                throw new IllegalArgumentException(
                        "--worker is %s or %s, not '%s'".formatted(PROCESS, IN_PROCESS, worker));
        };
    }
}
