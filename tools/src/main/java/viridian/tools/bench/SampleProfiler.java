package viridian.tools.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import jdk.jfr.Recording;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.runner.IterationType;

/** Records in the measured process where its threads are, once it is warm. JMH makes it, and hands it the file to write. */
public final class SampleProfiler implements InternalProfiler {

    private static final Duration PERIOD = Duration.ofMillis(10);

    private final Path file;
    private final Recording recording = new Recording();
    private int rounds;

    /** @param file to write the samples to */
    public SampleProfiler(String file) {
        this.file = Path.of(file);
        recording.enable(Profile.SAMPLE).withPeriod(PERIOD);
    }

    @Override
    public String getDescription() {
        return "where the threads are";
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
        if (iteration.getType() == IterationType.MEASUREMENT && rounds++ == 0) recording.start();
    }

    @Override
    public Collection<? extends Result<?>> afterIteration(
            BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
        if (iteration.getType() == IterationType.MEASUREMENT && rounds == iteration.getCount()) write();
        return List.of();
    }

    private void write() {
        try (recording) {
            recording.stop();
            recording.dump(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
