package viridian.partitions.synic;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Room for the messages of one port that wait for a slot: sixteen (Hypervisor Top Level Functional Specification, Guest
 * Message Buffers). Used by senders on any thread.
 */
public final class MessageBuffers {

    /** Messages a port keeps. */
    public static final int COUNT = 16;

    private final int port;
    private final AtomicInteger free = new AtomicInteger(COUNT);

    /** The buffers of the port of this number. */
    public MessageBuffers(int port) {
        this.port = port;
    }

    int port() {
        return port;
    }

    boolean take() {
        return free.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    }

    void giveBack() {
        free.incrementAndGet();
    }
}
