package viridian.emulated.proxy;

import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The thread on which one adapter sends, so that the guest need not wait for it. Takes one piece of work at a time, which is
 * all an adapter has; makes no object for it.
 */
final class TransmitThread implements Executor, AutoCloseable {

    private final Thread thread;
    private volatile @Nullable Runnable next;
    private volatile boolean closed;

    TransmitThread(String name) {
        thread = Thread.ofPlatform().name(name).daemon().start(this::run);
    }

    @Override
    public void execute(Runnable work) {
        next = work;
        LockSupport.unpark(thread);
    }

    private void run() {
        while (!closed) {
            Runnable work = next;
            if (work == null) {
                LockSupport.park(this);
                continue;
            }
            next = null;
            work.run();
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
