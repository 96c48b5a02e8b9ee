package viridian.partitions;

import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A thread that is one processor: runs what it is given in order, sleeps when there is nothing. Giving it work makes no
 * object: the queue is an array that only grows when more work waits than ever before.
 *
 * <p>A task that throws is reported to the thread's uncaught exception handler, and the next task runs: one broken
 * device must not stop the machine.
 */
public final class ProcessorThread implements Executor, AutoCloseable {

    private static final int FIRST_CAPACITY = 64;

    /** A monitor, because a contended lock of java.util.concurrent makes objects. */
    private final Object lock = new Object();

    private final Thread thread;
    private @Nullable Runnable[] queue = new Runnable[FIRST_CAPACITY];
    private int head;
    private int size;
    private volatile boolean idle;
    private volatile boolean closed;

    /** Starts a daemon thread of this name. */
    public ProcessorThread(String name) {
        thread = Thread.ofPlatform().name(name).daemon().start(this::work);
    }

    /** Queues a task; after {@link #close} it is forgotten. */
    @Override
    public void execute(Runnable task) {
        if (closed) return;
        synchronized (lock) {
            if (size == queue.length) grow();
            queue[(head + size++) & (queue.length - 1)] = task;
        }
        // The task is in the queue before this is read, and the thread looks at the queue after it has set it.
        if (idle) LockSupport.unpark(thread);
    }

    private void work() {
        while (!closed) {
            Runnable task = next();
            if (task == null) sleep();
            else run(task);
        }
    }

    private void sleep() {
        idle = true;
        if (isEmpty() && !closed) LockSupport.park(this);
        idle = false;
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error broken) {
            thread.getUncaughtExceptionHandler().uncaughtException(thread, broken);
        }
    }

    private @Nullable Runnable next() {
        synchronized (lock) {
            if (size == 0) return null;
            Runnable task = queue[head];
            queue[head] = null;
            head = (head + 1) & (queue.length - 1);
            size--;
            return task;
        }
    }

    private boolean isEmpty() {
        synchronized (lock) {
            return size == 0;
        }
    }

    private void grow() {
        @Nullable Runnable[] larger = new Runnable[queue.length * 2];
        for (int i = 0; i < size; i++) larger[i] = queue[(head + i) & (queue.length - 1)];
        queue = larger;
        head = 0;
    }

    /** Ends the thread after the task it is at, and waits for that. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        if (Thread.currentThread().equals(thread))
            throw new IllegalStateException("a processor cannot wait for its own end");
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
