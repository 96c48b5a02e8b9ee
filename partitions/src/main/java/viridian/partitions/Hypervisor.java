package viridian.partitions;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import viridian.partitions.hypercall.HypercallTable;
import viridian.partitions.hypercall.PostMessage;
import viridian.partitions.hypercall.SignalEvent;

/**
 * The floor under all partitions: makes them, and answers their hypercalls. There is always a root partition, whose
 * processor runs the devices of its children.
 */
public final class Hypervisor implements AutoCloseable {

    /** Our choice: the root's devices keep their state outside the simulation, so its own memory is hardly used. */
    private static final long ROOT_MEMORY_BYTES = 1 << 20;

    private final HypercallTable hypercalls = new HypercallTable();
    private final AtomicLong lastId = new AtomicLong();
    private final Function<String, ? extends Executor> threads;
    private final Partition root;

    /**
     * A hypervisor with its root partition.
     *
     * @param threads gives each processor, by its name, something that runs one task at a time in order:
     *     {@link ProcessorThread#ProcessorThread} in use, a queue the test empties in tests. It never runs a task inside
     *     {@code execute}. One that is {@link AutoCloseable} is closed with its partition.
     */
    public Hypervisor(Function<String, ? extends Executor> threads) {
        this.threads = threads;
        hypercalls.register(PostMessage.CODE, PostMessage.INPUT_BYTES, new PostMessage());
        hypercalls.register(SignalEvent.CODE, SignalEvent.INPUT_BYTES, new SignalEvent());
        root = new Partition(lastId.incrementAndGet(), "root", null, hypercalls, ROOT_MEMORY_BYTES, 1, threads);
    }

    /** The partition that owns the real devices. */
    public Partition root() {
        return root;
    }

    /**
     * Makes a partition.
     *
     * @param parent whose processor runs the new partition's devices; usually the root
     * @param memoryBytes a multiple of the page size, 4096
     */
    public Partition createChild(Partition parent, String name, long memoryBytes, int processors) {
        return new Partition(lastId.incrementAndGet(), name, parent, hypercalls, memoryBytes, processors, threads);
    }

    /** What guests may call. */
    public HypercallTable hypercalls() {
        return hypercalls;
    }

    /** Ends all partitions. */
    @Override
    public void close() {
        root.close();
    }
}
