package viridian.tools;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import viridian.tools.bench.BenchCase;
import viridian.tools.bench.BenchCases;
import viridian.tools.bench.BenchReport;
import viridian.tools.bench.BenchRun;
import viridian.tools.bench.BenchRun.Effort;
import viridian.tools.bench.Profile;

/** How many frames one core carries through the switch, case by case, and what becomes of the time. */
@Command(
        name = "switch",
        description = "Measure the switch alone: frames per second on each core, from adapter to adapter in memory.",
        mixinStandardHelpOptions = true)
final class BenchSwitchCommand implements Callable<Integer> {

    private static final int SPOTS = 15;

    @Option(names = "--quick", description = "the few cases asked for most, or those of --case, for a shorter time")
    private boolean quick;

    @Option(names = "--case", paramLabel = "REGEX", description = "only the cases whose names this pattern is found in")
    private @Nullable Pattern pattern;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "carry frames on so many threads, whatever a case says")
    private @Nullable Integer threads;

    @Option(names = "--json", description = "JSON instead of a table")
    private boolean json;

    @Option(names = "--profile", description = "where the time goes in each case, instead of how much it is")
    private boolean profile;

    @Option(
            names = "--jvm",
            paramLabel = "OPTION",
            description = "an option more for the Java machine that is measured, such as --jvm=-XX:+UseParallelGC")
    private List<String> jvm = List.of();

    /** The quick run, for who names no subject. */
    static BenchSwitchCommand quick(boolean json) {
        BenchSwitchCommand command = new BenchSwitchCommand();
        command.quick = true;
        command.json = json;
        return command;
    }

    @Override
    public Integer call() throws IOException {
        List<BenchCase> cases = cases();
        BenchRun run = new BenchRun(quick ? Effort.QUICK : Effort.THOROUGH, jvm);
        if (profile) profile(cases, run);
        else measure(cases, run);
        return ExitCode.OK;
    }

    private List<BenchCase> cases() {
        List<BenchCase> chosen = BenchCases.all();
        if (pattern != null) chosen = BenchCases.matching(pattern);
        else if (quick) chosen = BenchCases.quick();
        Integer wanted = threads;
        if (wanted == null) return chosen;
        return chosen.stream().map(one -> one.on(wanted)).toList();
    }

    private void measure(List<BenchCase> cases, BenchRun run) throws IOException {
        BenchReport report = new BenchReport();
        for (BenchCase one : cases) {
            System.err.println("measuring " + one.name() + " ...");
            report.add(run.measure(one));
        }
        System.out.println(json ? report.json() : report.table());
    }

    private static void profile(List<BenchCase> cases, BenchRun run) throws IOException {
        for (BenchCase one : cases) {
            Profile found = run.profile(one);
            System.out.println(one.name() + ", " + found.samples() + " samples");
            System.out.println(BenchReport.table("method", found.methods(SPOTS)));
            System.out.println(BenchReport.table("line", found.lines(SPOTS)));
        }
    }
}
