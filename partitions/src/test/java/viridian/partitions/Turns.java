package viridian.partitions;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;

/** All processors of a test, taking turns in one queue that the test empties. */
public final class Turns implements Executor {

    /** A test in which this many turns do not settle anything has found an endless loop. */
    private static final int MANY = 1_000_000;

    private final Queue<Runnable> waiting = new ArrayDeque<>();

    @Override
    public void execute(Runnable work) {
        waiting.add(work);
    }

    /** Runs everything, also what comes up on the way. */
    public void take() {
        take(MANY);
    }

    /** As {@link #take()}, where so many turns are more than it may take. */
    public void take(int most) {
        for (int turn = 0; turn < most; turn++) {
            Runnable next = waiting.poll();
            if (next == null) return;
            next.run();
        }
        throw new AssertionError("it never ends");
    }

    /** Runs the next few of what waits, and of what comes up on the way. */
    public void takeSome(int turns) {
        for (int turn = 0; turn < turns; turn++) {
            Runnable next = waiting.poll();
            if (next == null) return;
            next.run();
        }
    }

    /** Whether nobody has anything to do. */
    public boolean isQuiet() {
        return waiting.isEmpty();
    }
}
