package viridian.vswitch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import viridian.vswitch.frame.Frame;

/**
 * What one thread has counted for one port. Only that thread writes, so counting is an ordinary addition, where a counter
 * shared by threads would cost as much as the rest of a frame's way; any thread may read.
 */
final class Tally {

    /** Frames by the sort of their destination, then as many sums of their bytes. */
    static final int RECEIVED = 0;

    static final int SENT = 6;
    static final int TAKEN = 12;
    static final int FLOODED = 13;

    static final int DIRECTED = 0;
    static final int MULTICAST = 1;
    static final int BROADCAST = 2;
    static final int BYTES = 3;

    /** Counts of different threads stay a pair of cache lines apart, which a processor fetches together. */
    private static final int PADDING = 16;

    private static final VarHandle COUNT = MethodHandles.arrayElementVarHandle(long[].class);

    private final PortCounters owner;
    private final long[] counts = new long[FLOODED + 1 + PADDING];

    Tally(PortCounters owner) {
        this.owner = owner;
    }

    boolean isOf(Port port) {
        return port.counters() == owner;
    }

    /** Frames for one station each. */
    void countDirected(int direction, int frames, long bytes) {
        add(direction + DIRECTED, frames);
        add(direction + DIRECTED + BYTES, bytes);
    }

    void count(int direction, long destination, int length) {
        int sort = direction + sort(destination);
        add(sort, 1);
        add(sort + BYTES, length);
    }

    private static int sort(long destination) {
        if (!Frame.isGroup(destination)) return DIRECTED;
        return destination == Frame.BROADCAST ? BROADCAST : MULTICAST;
    }

    void count(int counter) {
        add(counter, 1);
    }

    private void add(int counter, long more) {
        COUNT.setOpaque(counts, counter, (long) COUNT.getOpaque(counts, counter) + more);
    }

    long read(int counter) {
        return (long) COUNT.getOpaque(counts, counter);
    }
}
