package viridian.tools.live;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import viridian.vswitch.Clockwork;

/** Moves on whatever acts by time, ten times a second, until it is closed. */
final class Ticker implements AutoCloseable {

    private static final long PERIOD_MILLIS = 100;

    private final LongSupplier nanoTime;
    private final List<Clockwork> works = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("ticks").daemon().factory());

    /** @param nanoTime the switch's clock */
    Ticker(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    void add(Clockwork work) {
        works.add(work);
    }

    void remove(Clockwork work) {
        works.remove(work);
    }

    void start() {
        thread.scheduleAtFixedRate(this::tick, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void tick() {
        long now = nanoTime.getAsLong();
        for (Clockwork work : works) {
            try {
                work.tick(now);
            } catch (RuntimeException broken) {
                // One that fails must not stop the others, nor itself: what it waits for may come with the next tick.
                Thread.currentThread().getUncaughtExceptionHandler().uncaughtException(Thread.currentThread(), broken);
            }
        }
    }

    /** When this returns, nothing ticks any more. */
    @Override
    public void close() throws InterruptedException {
        thread.shutdownNow();
        thread.awaitTermination(1, TimeUnit.SECONDS);
    }
}
