package viridian.tools;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures on this machine what docs/performance.md says about another. */
@Command(
        name = "bench",
        description = {"Measure on this machine.", "Without a subject: the switch, in a quick run."},
        mixinStandardHelpOptions = true,
        subcommands = {BenchSwitchCommand.class, BenchAdaptersCommand.class})
final class BenchCommand implements Callable<Integer> {

    @Option(names = "--json", description = "JSON instead of a table")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        return BenchSwitchCommand.quick(json).call();
    }
}
