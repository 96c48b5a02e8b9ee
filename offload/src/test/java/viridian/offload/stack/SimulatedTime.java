package viridian.offload.stack;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/** Time and threads of a test: time stands still until it is told to pass, and work waits until it is done. */
public final class SimulatedTime implements LongSupplier, Executor {

    public static final long SECOND = 1_000_000_000L;

    // A network that talks without end would otherwise hold up the test for ever.
    private static final int MOST_STEPS = 1_000_000;

    private final Queue<Runnable> work = new ArrayDeque<>();
    private final List<HostStack> hosts = new ArrayList<>();
    private long now = 1_000 * SECOND;

    /** A host that lives in this time. */
    public HostStack host() {
        HostStack host = new HostStack(this, hosts.size());
        hosts.add(host);
        return host;
    }

    @Override
    public long getAsLong() {
        return now;
    }

    @Override
    public void execute(Runnable task) {
        work.add(task);
    }

    /** Does all work there is, and what comes of it, in no time. */
    public void settle() {
        int steps = 0;
        for (Runnable task = work.poll(); task != null; task = work.poll()) {
            task.run();
            if (++steps > MOST_STEPS) throw new IllegalStateException("the network does not come to rest");
        }
    }

    /** Lets time pass, calling each host whenever it asked for it. */
    public void pass(long nanos) {
        long end = now + nanos;
        settle();
        for (long next = soonest(); next <= end; next = soonest()) {
            now = Math.max(now, next);
            for (HostStack host : hosts) host.poll(now);
            settle();
        }
        now = end;
    }

    private long soonest() {
        return hosts.stream().mapToLong(HostStack::deadline).min().orElse(Long.MAX_VALUE);
    }
}
