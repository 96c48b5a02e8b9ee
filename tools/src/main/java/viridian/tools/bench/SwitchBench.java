package viridian.tools.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
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
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.ThreadParams;

/**
 * What JMH runs: bursts are carried through the switch of a case, or through what it is compared with. Each thread carries
 * what comes from ports of its own, one port's burst after the other, as a thread that serves several adapters does.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OperationsPerInvocation(FrameSupply.BURST)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything else
public class SwitchBench {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** Which case, by its name. */
    @Param("")
    public String name;

    private BenchCase what;
    private SwitchRig rig;

    /** Builds the switch and lets it learn. */
    @Setup
    public void build(BenchmarkParams params) {
        what = BenchCases.named(name).on(params.getThreads());
        rig = new SwitchRig(what);
    }

    private Way wayForOneThread() {
        return switch (what.subject()) {
            case SWITCH -> rig;
            case BARE_LOOP -> new BareLoop(what);
            case ADAPTERS -> new Adapters(what);
        };
    }

    /** One thread, what its stations send, and what it used in a round: figures JMH hands on beside its own. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    @SuppressWarnings("NullAway.Init")
    public static class Carrier {

        /** Of this thread, nanoseconds; it stands while other programs have the core. */
        public long cpuNanos;

        /** Carried in that time. */
        public long frames;

        private FrameSupply supply;
        private Way way;
        private long cpuNanosBefore;
        private long sentBefore;

        /** Fills the ring of frames. */
        @Setup
        public void begin(SwitchBench bench, ThreadParams thread) {
            supply = new FrameSupply(bench.what, thread.getThreadIndex());
            way = bench.wayForOneThread();
        }

        /** Looks at the clock. */
        @Setup(Level.Iteration)
        public void beginRound() {
            sentBefore = supply.sent();
            cpuNanosBefore = THREADS.getCurrentThreadCpuTime();
        }

        /** Looks at the clock again. */
        @TearDown(Level.Iteration)
        public void endRound() {
            cpuNanos = THREADS.getCurrentThreadCpuTime() - cpuNanosBefore;
            frames = supply.sent() - sentBefore;
        }

        /** Makes sure that what was measured is what was meant. */
        @TearDown
        public void end() {
            way.done(supply);
        }
    }

    /** One burst, all the way. */
    @Benchmark
    public void burst(Carrier carrier) {
        carrier.way.carry(carrier.supply);
    }
}
