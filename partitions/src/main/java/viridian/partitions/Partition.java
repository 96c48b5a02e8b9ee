package viridian.partitions;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import viridian.partitions.hypercall.ConnectionTable;
import viridian.partitions.hypercall.HypercallPage;
import viridian.partitions.hypercall.HypercallTable;
import viridian.partitions.pci.PciBus;
import viridian.partitions.vmbus.Vmbus;

/**
 * A machine: memory, processors, and the buses by which its parent gives it devices. The root partition has no parent; it
 * is where the devices of its children run.
 */
public final class Partition implements AutoCloseable {

    private final AtomicBoolean closed = new AtomicBoolean();
    private final long id;
    private final String name;
    private final @Nullable Partition parent;
    private final HypercallTable hypercalls;
    private final GuestMemory memory;
    private final HypercallPage hypercallPage;
    private final ConnectionTable connections = new ConnectionTable();
    private final List<VirtualProcessor> processors = new ArrayList<>();
    private final List<Partition> children = new CopyOnWriteArrayList<>();
    private final PciBus pci;
    private final @Nullable Vmbus vmbus;

    Partition(
            long id,
            String name,
            @Nullable Partition parent,
            HypercallTable hypercalls,
            long memoryBytes,
            int processorCount,
            Function<String, ? extends Executor> threads) {
        if (processorCount < 1) throw new IllegalArgumentException("a partition without processor does nothing");
        this.id = id;
        this.name = name;
        this.parent = parent;
        this.hypercalls = hypercalls;
        this.memory = new GuestMemory(memoryBytes);
        this.hypercallPage = new HypercallPage(memory);
        for (int i = 0; i < processorCount; i++) {
            processors.add(new VirtualProcessor(this, i, threads.apply(name + "/vp" + i)));
        }
        this.pci = new PciBus(memory, processors.get(0));
        this.vmbus = parent == null ? null : new Vmbus(this, parent.processor(0));
        if (parent != null) parent.children.add(this);
    }

    /** The hypervisor's number of this partition; the root is 1. */
    public long id() {
        return id;
    }

    /** What people call it. */
    public String name() {
        return name;
    }

    public GuestMemory memory() {
        return memory;
    }

    /** A processor by its index, from 0. */
    public VirtualProcessor processor(int index) {
        return processors.get(index);
    }

    /** How many processors there are. */
    public int processors() {
        return processors.size();
    }

    /** The partitions this one is the parent of. */
    public List<Partition> children() {
        return List.copyOf(children);
    }

    /** The bus of emulated devices: their registers are reached by intercepts, their interrupts go to processor 0. */
    public PciBus pci() {
        return pci;
    }

    /** The parent's end of this child's bus: where the parent offers devices. The root partition has none. */
    public Vmbus vmbus() {
        if (vmbus == null) throw new IllegalStateException("nobody offers devices to the root partition");
        return vmbus;
    }

    /** What this partition's connection ids lead to; its parent makes the connections. */
    public ConnectionTable connections() {
        return connections;
    }

    HypercallPage hypercallPage() {
        return hypercallPage;
    }

    HypercallTable hypercalls() {
        return hypercalls;
    }

    /**
     * Ends it: children first, then its processors, then its devices, last the memory. Waits for the processors' threads,
     * so it is not called from one of them. Ending it twice is ending it once.
     */
    @Override
    public void close() {
        if (closed.getAndSet(true)) return;
        children.forEach(Partition::close);
        processors.forEach(VirtualProcessor::stop);
        if (vmbus != null) vmbus.close();
        pci.reset();
        if (parent != null) parent.children.remove(this);
        memory.close();
    }

    @Override
    public String toString() {
        return name;
    }
}
