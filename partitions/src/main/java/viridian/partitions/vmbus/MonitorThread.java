package viridian.partitions.vmbus;

import java.util.concurrent.locks.LockSupport;

/**
 * The clock behind a bus's monitor pages: a thread that calls {@link Vmbus#poll} whenever it is due. A bus none of whose
 * devices has a latency needs none.
 */
public final class MonitorThread implements AutoCloseable {

    /** Our choice: how soon a guest is noticed that has just connected, or a device that was just offered. */
    private static final long IDLE_NANOS = 10_000_000;

    private final Vmbus bus;
    private final Thread thread;
    private volatile boolean closed;

    /** Starts a daemon thread for this bus. */
    public MonitorThread(Vmbus bus) {
        this.bus = bus;
        thread = Thread.ofPlatform().name("monitor").daemon().start(this::work);
    }

    private void work() {
        while (!closed) {
            long now = System.nanoTime();
            long next = bus.poll(now);
            LockSupport.parkNanos(this, next == Long.MAX_VALUE ? IDLE_NANOS : Math.min(IDLE_NANOS, next - now));
        }
    }

    /** Ends the thread and waits for that. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }
}
