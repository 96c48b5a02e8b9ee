package viridian.tools.bench;

import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * What was measured in one case. Time is that of the processor: while other programs have the core, it stands.
 *
 * @param of the case
 * @param rounds at least one
 * @param allocatedBytesPerFrame by all threads of the measured process
 */
public record Figure(BenchCase of, List<Round> rounds, double allocatedBytesPerFrame) {

    /**
     * Some time of measuring.
     *
     * @param cpuNanos of all carrying threads together
     * @param frames they handed in together; a broadcast counts once
     * @param framesPerSecond of the clock on the wall, all threads together
     */
    public record Round(double cpuNanos, double frames, double framesPerSecond) {

        double nanosPerFrame() {
            return cpuNanos / frames;
        }
    }

    /** What a frame costs its core, in the median round. */
    public double nanosPerFrame() {
        return median(rounds.stream().mapToDouble(Round::nanosPerFrame));
    }

    /** What a frame costs in the round that was disturbed least, by whoever shares caches or the other half of the core. */
    public double fastestNanosPerFrame() {
        return rounds.stream().mapToDouble(Round::nanosPerFrame).min().orElseThrow();
    }

    /** What a core carries if it does nothing else. */
    public double framesPerSecondPerCore() {
        return 1e9 / nanosPerFrame();
    }

    /** From the fastest round to the slowest, in percent of the median one. */
    public double spreadPercent() {
        DoubleSummaryStatistics nanos =
                rounds.stream().mapToDouble(Round::nanosPerFrame).summaryStatistics();
        return 100 * (nanos.getMax() - nanos.getMin()) / nanosPerFrame();
    }

    /** What all threads together carried by the clock on the wall, with whatever else the machine did; median round. */
    public double framesPerSecond() {
        return median(rounds.stream().mapToDouble(Round::framesPerSecond));
    }

    /** How much of a core each thread had, in percent, in the median round: the rest was given to other programs. */
    public double corePercent() {
        return 100
                * median(rounds.stream()
                        .mapToDouble(round -> round.framesPerSecond() * round.nanosPerFrame() / 1e9 / of.threads()));
    }

    private static double median(DoubleStream values) {
        double[] sorted = values.sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
