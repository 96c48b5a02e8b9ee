package viridian.vswitch;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Counts who is inside. Once closed it lets nobody in, and whoever closes it waits until the last one is out. */
final class Gate {

    private static final int CLOSED = 1 << 30;

    /** How long it takes to hand a frame to an adapter, generously. */
    private static final long MOMENT_NANOS = 10_000;

    private final AtomicInteger inside = new AtomicInteger();

    /** False if the gate is closed; otherwise {@link #leave} must follow. */
    boolean enter() {
        if (inside.getAndIncrement() < CLOSED) return true;
        leave();
        return false;
    }

    void leave() {
        inside.getAndDecrement();
    }

    boolean isOpen() {
        return inside.get() < CLOSED;
    }

    /** Afterwards nobody is inside. Called once, by somebody outside. */
    void close() {
        inside.getAndAdd(CLOSED);
        while (inside.get() != CLOSED) LockSupport.parkNanos(this, MOMENT_NANOS);
    }
}
