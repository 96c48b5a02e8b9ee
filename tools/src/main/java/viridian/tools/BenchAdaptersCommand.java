package viridian.tools;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import viridian.tools.bench.BenchRun.Effort;
import viridian.tools.bench.adapters.AdapterCase;
import viridian.tools.bench.adapters.AdapterFigure;
import viridian.tools.bench.adapters.AdapterReport;
import viridian.tools.bench.adapters.AdapterRun;

/** What a frame costs from guest to guest, by the synthetic path and by the legacy one: why the synthetic adapter exists. */
@Command(
        name = "adapters",
        description = {
            "Measure guests' adapters: frames per second from guest to guest, and what a frame costs on the way.",
            "",
            "copies, signals, exits, switches: how often a frame was copied, a processor woken, a guest left for the",
            "hypervisor, a thread put to sleep or woken, for each frame. lone: a frame sent while everybody sleeps.",
            "worker: legacy adapters, each in a worker process of its own, whose processor time and switches count too."
        },
        mixinStandardHelpOptions = true)
final class BenchAdaptersCommand implements Callable<Integer> {

    @Option(names = "--quick", description = "for a shorter time")
    private boolean quick;

    @Option(names = "--case", paramLabel = "REGEX", description = "only the cases whose names this pattern is found in")
    private @Nullable Pattern pattern;

    @Option(names = "--json", description = "JSON instead of a table")
    private boolean json;

    @Option(
            names = "--jvm",
            paramLabel = "OPTION",
            description = "an option more for the Java machine that is measured, such as --jvm=-XX:+UseParallelGC")
    private List<String> jvm = List.of();

    @Override
    public Integer call() throws IOException {
        List<AdapterCase> cases = pattern == null ? AdapterCase.all() : AdapterCase.matching(pattern);
        AdapterRun run = new AdapterRun(quick ? Effort.QUICK : Effort.THOROUGH, jvm);
        List<AdapterFigure> figures = new ArrayList<>();
        for (AdapterCase one : cases) {
            System.err.println("measuring " + one.name() + " ...");
            figures.add(run.measure(one));
        }
        AdapterReport report = new AdapterReport(figures);
        System.out.println(json ? report.json() : report.table());
        return ExitCode.OK;
    }
}
