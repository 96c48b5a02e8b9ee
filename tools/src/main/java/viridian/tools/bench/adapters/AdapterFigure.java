package viridian.tools.bench.adapters;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What was measured in one case.
 *
 * @param of the case
 * @param rounds at least one
 * @param allocatedBytesPerFrame by all threads of the measured process
 * @param latency of a lone frame, or null where nobody sleeps
 */
public record AdapterFigure(
        AdapterCase of,
        List<Round> rounds,
        double allocatedBytesPerFrame,
        @Nullable Latency latency) {

    /**
     * Some time of measuring.
     *
     * @param frames that arrived
     * @param seconds by the clock on the wall
     * @param cpuNanos of all threads of the process
     */
    public record Round(
            double frames,
            double seconds,
            double cpuNanos,
            double copies,
            double copiedBytes,
            double signals,
            double exits,
            double switches) {}

    /** Of lone frames, nanoseconds: half of them took no longer than the median, one in a hundred longer than the other. */
    public record Latency(double medianNanos, double hundredthNanos) {}

    public double framesPerSecond() {
        return median(round -> round.frames / round.seconds);
    }

    /** Of the frames as the sender handed them over. */
    public double gigabitsPerSecond() {
        return framesPerSecond() * of.frameBytes() * 8 / 1e9;
    }

    /** Of all processors together. */
    public double cpuNanosPerFrame() {
        return median(round -> round.cpuNanos / round.frames);
    }

    public double perFrame(ToDoubleFunction<Round> count) {
        return median(round -> count.applyAsDouble(round) / round.frames);
    }

    private double median(ToDoubleFunction<Round> value) {
        double[] sorted = rounds.stream().mapToDouble(value).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
