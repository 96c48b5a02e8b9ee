package viridian.partitions.vmbus;

import java.util.function.IntConsumer;

/**
 * What a device says, at once or later and from any thread, to something its guest wants. Only the first word counts.
 */
final class Answer implements IntConsumer {

    private final Runnable given;
    private volatile boolean isGiven;
    private volatile int status;

    /** The wake-up is called on the thread that answers. */
    Answer(Runnable given) {
        this.given = given;
    }

    @Override
    public void accept(int answered) {
        synchronized (this) {
            if (isGiven) return;
            status = answered;
            isGiven = true;
        }
        given.run();
    }

    boolean isGiven() {
        return isGiven;
    }

    /** 0 for success. */
    int status() {
        return status;
    }
}
