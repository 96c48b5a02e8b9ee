package viridian.partitions;

import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import viridian.partitions.hypercall.HypercallStatus;
import viridian.partitions.hypercall.HypercallTable;
import viridian.partitions.hypercall.MemoryCalls;
import viridian.partitions.hypercall.PartitionCalls;
import viridian.partitions.hypercall.PortCalls;
import viridian.partitions.hypercall.PostMessage;
import viridian.partitions.hypercall.ProcessorCalls;
import viridian.partitions.hypercall.Refusal;
import viridian.partitions.hypercall.RegisterCalls;
import viridian.partitions.hypercall.SignalEvent;
import viridian.partitions.vmbus.VmbusVersion;

/**
 * The floor under all partitions: makes them, and answers their hypercalls. There is always a root partition, whose
 * processor runs the devices of its children.
 */
public final class Hypervisor implements AutoCloseable {

    /**
     * Our choice: the root's devices keep their state outside the simulation, so of its memory only page numbers are used,
     * to deposit; what is not touched takes no room.
     */
    private static final long ROOT_MEMORY_BYTES = 256L << 20;

    private final HypercallTable hypercalls = new HypercallTable();
    private final HostProfile profile;
    private final PartitionControl control;
    private final Partition root;

    /**
     * A hypervisor of no certain age, with its root partition: the limits of {@link HostProfile#MODERN}, and every version
     * of the bus.
     *
     * @param threads gives each processor, by its name, something that runs one task at a time in order:
     *     {@link ProcessorThread#ProcessorThread} in use, a queue the test empties in tests. It never runs a task inside
     *     {@code execute}. One that is {@link AutoCloseable} is closed with its partition.
     */
    public Hypervisor(Function<String, ? extends Executor> threads) {
        this(HostProfile.MODERN, EnumSet.allOf(VmbusVersion.class), threads);
    }

    /** A hypervisor with its root partition, of a host that offers its guests what the profile says. */
    public Hypervisor(HostProfile profile, Function<String, ? extends Executor> threads) {
        this(profile, profile.vmbusVersions(), threads);
    }

    private Hypervisor(HostProfile profile, Set<VmbusVersion> versions, Function<String, ? extends Executor> threads) {
        this.profile = profile;
        control = new PartitionControl(hypercalls, profile, versions, threads);
        hypercalls.register(PostMessage.FORM, new PostMessage());
        hypercalls.register(SignalEvent.FORM, new SignalEvent());
        new PartitionCalls(control).register(hypercalls);
        new MemoryCalls(control).register(hypercalls);
        new ProcessorCalls(control).register(hypercalls);
        new RegisterCalls(control).register(hypercalls);
        new PortCalls(control).register(hypercalls);
        root = control.root(ROOT_MEMORY_BYTES);
    }

    /** The partition that owns the real devices. */
    public Partition root() {
        return root;
    }

    /** What the host offers its guests. */
    public HostProfile profile() {
        return profile;
    }

    /**
     * Makes a partition and brings it to life, as a parent does by hypercalls; the root deposits the pages. A parent that
     * was not one before is given the privileges of one.
     *
     * @param parent the partition above; usually the root
     * @param memoryBytes a multiple of the page size, 4096
     * @throws IllegalStateException if the hypervisor refuses, with the limit in words
     */
    public Partition createChild(Partition parent, String name, long memoryBytes, int processors) {
        return createChild(parent, name, () -> new GuestMemory(memoryBytes), processors);
    }

    /**
     * As {@link #createChild(Partition, String, long, int)}, in memory that is there already, such as one that a device's
     * process has too; it belongs to the partition from then on.
     */
    public Partition createChild(Partition parent, String name, GuestMemory memory, int processors) {
        return createChild(parent, name, () -> memory, processors);
    }

    private Partition createChild(Partition parent, String name, Supplier<GuestMemory> memory, int processors) {
        if (processors < 1) throw new IllegalArgumentException("a partition without processor does nothing");
        parent.grant(Privileges.PARENT);
        try {
            deposit(parent, PartitionControl.PARTITION_PAGES);
            return start(control.create(parent, name, memory), processors);
        } catch (Refusal refusal) {
            throw new IllegalStateException("no partition '" + name + "': " + refusal.getMessage(), refusal);
        }
    }

    private Partition start(Partition child, int processors) {
        try {
            deposit(child, PartitionControl.ACTIVE_PAGES + processors * PartitionControl.PROCESSOR_PAGES);
            control.initialize(child);
            for (int i = 0; i < processors; i++) control.createProcessor(child, i);
            return child;
        } catch (Refusal refusal) {
            child.close();
            throw refusal;
        }
    }

    private void deposit(Partition into, int pages) {
        for (int i = 0; i < pages; i++) {
            long page = root.keptPage();
            if (page < 0) throw new Refusal(HypercallStatus.INSUFFICIENT_MEMORY, "the root has no page left");
            control.deposit(root, into, page);
        }
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
