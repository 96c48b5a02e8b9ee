package viridian.tools.bench.adapters;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import viridian.tools.bench.BenchRun;
import viridian.tools.bench.BenchRun.Effort;

/** Measures cases with JMH, each in Java processes of its own, as {@link BenchRun} does for the switch alone. */
public final class AdapterRun {

    private static final String ALLOCATED = "gc.alloc.rate.norm";

    private final Effort effort;
    private final List<String> jvmArguments;

    /** @param jvmArguments for the measured process, after those the lab itself runs with */
    public AdapterRun(Effort effort, List<String> jvmArguments) {
        this.effort = effort;
        this.jvmArguments = jvmArguments;
    }

    /**
     * Measures one case.
     *
     * @throws IOException if the machine does not let us, with what JMH said about it
     */
    public AdapterFigure measure(AdapterCase what) throws IOException {
        RunResult streamed = run(what, "stream");
        List<AdapterFigure.Round> rounds =
                iterations(streamed).map(AdapterRun::round).toList();
        double allocated =
                requireNonNull(streamed.getSecondaryResults().get(ALLOCATED)).getScore();
        return new AdapterFigure(what, rounds, allocated, what.path() == AdapterCase.Path.RING ? null : latency(what));
    }

    private AdapterFigure.@Nullable Latency latency(AdapterCase what) throws IOException {
        List<IterationResult> rounds = iterations(run(what, "lone")).toList();
        return new AdapterFigure.Latency(median(rounds, "medianNanos"), median(rounds, "hundredthNanos"));
    }

    private static double median(List<IterationResult> rounds, String name) {
        double[] sorted = rounds.stream()
                .mapToDouble(round -> beside(round, name))
                .sorted()
                .toArray();
        return sorted[sorted.length / 2];
    }

    private static Stream<IterationResult> iterations(RunResult result) {
        return result.getBenchmarkResults().stream().flatMap(fork -> fork.getIterationResults().stream());
    }

    private RunResult run(AdapterCase what, String method) throws IOException {
        ChainedOptionsBuilder options = effort.apply(new OptionsBuilder())
                .include("^" + AdapterBench.class.getName() + "." + method + "$")
                .param("name", what.name())
                .jvmArgs(Stream.concat(BenchRun.JVM.stream(), jvmArguments.stream())
                        .toArray(String[]::new))
                .addProfiler(GCProfiler.class)
                .timeout(TimeValue.seconds(60))
                .shouldFailOnError(true);
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8)) {
            return new Runner(options.build(), OutputFormatFactory.createFormatInstance(out, VerboseMode.NORMAL))
                    .runSingle();
        } catch (RunnerException failed) {
            throw new IOException(
                    what.name() + " could not be measured:\n" + said.toString(StandardCharsets.UTF_8), failed);
        }
    }

    private static AdapterFigure.Round round(IterationResult iteration) {
        return new AdapterFigure.Round(
                beside(iteration, "frames"),
                beside(iteration, "wallNanos") / 1e9,
                beside(iteration, "cpuNanos"),
                beside(iteration, "copies"),
                beside(iteration, "copiedBytes"),
                beside(iteration, "signals"),
                beside(iteration, "exits"),
                beside(iteration, "switches"));
    }

    private static double beside(IterationResult iteration, String name) {
        return requireNonNull(iteration.getSecondaryResults().get(name)).getScore();
    }
}
