package viridian.partitions.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.Consumer;

/** How much memory one input may cost: no number that a peer has made up is to become the size of something. */
public final class Allowance {

    /** Our choice: many times what the longest input takes, and far less than a number of 32 bits can ask for. */
    private static final long MAX_BYTES = 64 << 20;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Allowance() {}

    /** Has an input taken; one that costs too much is taken again, because classes are loaded only the first time. */
    public static void take(byte[] input, Consumer<byte[]> target) {
        if (cost(input, target) <= MAX_BYTES) return;
        long again = cost(input, target);
        if (again > MAX_BYTES) throw new AssertionError(again + " bytes of memory for " + input.length + " of input");
    }

    private static long cost(byte[] input, Consumer<byte[]> target) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        target.accept(input);
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }
}
