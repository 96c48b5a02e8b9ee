package viridian.tools.bench;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Measures cases with JMH, each in a Java process of its own. What the compiler has seen of one case would otherwise shape
 * its code for the next; and the class cache the lab is started with, which brings profiles of its own, stays away.
 */
public final class BenchRun {

    /** As the launcher starts the lab, without what is there for a quick start. */
    public static final List<String> JVM = List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow", // of JMH's own
            "-XX:+UseCompactObjectHeaders",
            "-XX:+UseSerialGC");

    /** So that a sample of the profile names the method that was inlined, not the one it was inlined into. */
    private static final List<String> PRECISE = List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:+DebugNonSafepoints");

    /** What JMH's profiler of the collector calls the bytes allocated for each frame. */
    private static final String ALLOCATED = "gc.alloc.rate.norm";

    private final Effort effort;
    private final List<String> jvmArguments;

    /** How long a case is measured. */
    public enum Effort {
        QUICK(2, 3, 2, 500),
        THOROUGH(3, 3, 3, 1000);

        private final int processes;
        private final int warmups;
        private final int rounds;
        private final int millis;

        /**
         * How much is enough.
         *
         * @param processes one after the other: no two compile the same code in the same way
         * @param millis how long a round takes, of the rounds to get warm as of those that count
         */
        Effort(int processes, int warmups, int rounds, int millis) {
            this.processes = processes;
            this.warmups = warmups;
            this.rounds = rounds;
            this.millis = millis;
        }

        /** Has JMH take so much time. */
        public ChainedOptionsBuilder apply(ChainedOptionsBuilder options) {
            return options.forks(processes)
                    .warmupIterations(warmups)
                    .warmupTime(TimeValue.milliseconds(millis))
                    .measurementIterations(rounds)
                    .measurementTime(TimeValue.milliseconds(millis));
        }
    }

    /** @param jvmArguments for the measured process, after those the lab itself runs with */
    public BenchRun(Effort effort, List<String> jvmArguments) {
        this.effort = effort;
        this.jvmArguments = jvmArguments;
    }

    /**
     * Measures one case.
     *
     * @throws IOException if the machine does not let us, with what JMH said about it
     */
    public Figure measure(BenchCase what) throws IOException {
        return figure(what, run(what, options(what, JVM)));
    }

    /** Measures one case while looking every few milliseconds where it is. */
    public Profile profile(BenchCase what) throws IOException {
        Path samples = Files.createTempFile("lab-bench", ".jfr");
        try {
            List<String> jvm = Stream.concat(JVM.stream(), PRECISE.stream()).toList();
            run(what, options(what, jvm).addProfiler(SampleProfiler.class, samples.toString()));
            return Profile.read(samples);
        } finally {
            Files.delete(samples);
        }
    }

    private ChainedOptionsBuilder options(BenchCase what, List<String> jvm) {
        return effort.apply(new OptionsBuilder())
                .include("^" + SwitchBench.class.getName() + ".burst$")
                .param("name", what.name())
                .threads(what.threads())
                .jvmArgs(Stream.concat(jvm.stream(), jvmArguments.stream()).toArray(String[]::new))
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true);
    }

    private static RunResult run(BenchCase what, ChainedOptionsBuilder options) throws IOException {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8)) {
            OutputFormat format = OutputFormatFactory.createFormatInstance(out, VerboseMode.NORMAL);
            return new Runner(options.build(), format).runSingle();
        } catch (RunnerException failed) {
            throw new IOException(
                    what.name() + " could not be measured:\n" + said.toString(StandardCharsets.UTF_8), failed);
        }
    }

    private static Figure figure(BenchCase what, RunResult result) {
        List<Figure.Round> rounds = result.getBenchmarkResults().stream()
                .flatMap(fork -> fork.getIterationResults().stream())
                .map(BenchRun::round)
                .toList();
        return new Figure(
                what,
                rounds,
                requireNonNull(result.getSecondaryResults().get(ALLOCATED)).getScore());
    }

    private static Figure.Round round(IterationResult iteration) {
        double rate = iteration.getPrimaryResult().getScore();
        return new Figure.Round(beside(iteration, "cpuNanos"), beside(iteration, "frames"), rate);
    }

    /** One of the fields of {@link SwitchBench.Carrier}. */
    private static double beside(IterationResult iteration, String name) {
        return requireNonNull(iteration.getSecondaryResults().get(name)).getScore();
    }
}
