package viridian.partitions;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Work that may be asked for by any thread, any number of times, and is done once for all requests since it last began.
 * Asking makes no objects: the doorbell itself is what the executor is given.
 */
public final class Doorbell implements Runnable {

    private final Executor executor;
    private final Runnable work;
    private final AtomicBoolean rung = new AtomicBoolean();

    /** A bell that has {@code work} done by {@code executor}. */
    public Doorbell(Executor executor, Runnable work) {
        this.executor = executor;
        this.work = work;
    }

    /** Asks for the work to be done after this call. */
    public void ring() {
        if (!rung.getAndSet(true)) executor.execute(this);
    }

    /** For the executor. */
    @Override
    public void run() {
        // Lowered before the work begins: a request that comes while it runs must lead to another run.
        rung.set(false);
        work.run();
    }
}
