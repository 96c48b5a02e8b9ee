package viridian.tools.bench.adapters;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What JMH runs: frames are carried along a road, many at a time or one by one. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything else
public class AdapterBench {

    /** Frames of one call: so many that the waiting for the last of them does not count. */
    static final int FRAMES = 16_384;

    /** Long enough for every processor to fall asleep. */
    private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(300);

    private static final int MOST_LATENCIES = 1 << 16;
    private static final com.sun.management.OperatingSystemMXBean PROCESS =
            (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    /** Which case, by its name. */
    @Param("")
    public String name;

    private Road road;

    /** Builds both ends. */
    @Setup
    public void build() {
        road = Roads.of(AdapterCase.named(name));
    }

    /** Takes them down. */
    @TearDown
    public void end() {
        road.close();
    }

    /** What a round of streaming used: figures JMH hands on beside its own. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Round {

        public long frames;
        public long wallNanos;
        public long cpuNanos;
        public long copies;
        public long copiedBytes;
        public long signals;
        public long exits;
        public long switches;

        private Cost before;
        private long carried;
        private long wallBefore;
        private long cpuBefore;

        /** Looks at clocks and counters. */
        @Setup(Level.Iteration)
        public void begin(AdapterBench bench) {
            carried = 0;
            before = bench.road.cost();
            wallBefore = System.nanoTime();
            cpuBefore = cpuTime(bench);
        }

        private static long cpuTime(AdapterBench bench) {
            return PROCESS.getProcessCpuTime() + bench.road.nanosElsewhere();
        }

        /** Looks at them again. */
        @TearDown(Level.Iteration)
        public void finish(AdapterBench bench) {
            cpuNanos = cpuTime(bench) - cpuBefore;
            wallNanos = System.nanoTime() - wallBefore;
            frames = carried;
            Cost cost = bench.road.cost().minus(before);
            copies = cost.copies();
            copiedBytes = cost.copiedBytes();
            signals = cost.signals();
            exits = cost.exits();
            switches = cost.switches();
        }
    }

    /** Many frames, one behind the other. */
    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public void stream(Round round) {
        road.carry(FRAMES);
        round.carried += FRAMES;
    }

    /** How long the lone frames of a round took. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Latencies {

        public long medianNanos;
        public long hundredthNanos;

        private final long[] nanos = new long[MOST_LATENCIES];
        private int count;

        /** Forgets those of the round before. */
        @Setup(Level.Iteration)
        public void begin() {
            count = 0;
        }

        /** Sorts them. */
        @TearDown(Level.Iteration)
        public void finish() {
            Arrays.sort(nanos, 0, count);
            medianNanos = nanos[count / 2];
            hundredthNanos = nanos[Math.min(count - 1, count * 99 / 100)];
        }
    }

    /** One frame, while everybody sleeps. */
    @Benchmark
    public void lone(Latencies latencies) {
        LockSupport.parkNanos(PAUSE_NANOS);
        long nanos = road.lone();
        if (latencies.count < MOST_LATENCIES) latencies.nanos[latencies.count++] = nanos;
    }
}
