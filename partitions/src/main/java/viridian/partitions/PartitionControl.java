package viridian.partitions;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import viridian.partitions.hypercall.HypercallStatus;
import viridian.partitions.hypercall.HypercallTable;
import viridian.partitions.hypercall.Refusal;
import viridian.partitions.vmbus.VmbusVersion;

/**
 * What the hypervisor does about partitions and their processors, whoever asks: hypercalls and
 * {@link Hypervisor#createChild} come here, so that there is one way to make a partition. What it will not do is a
 * {@link Refusal} (Hypervisor Top Level Functional Specification, Partition Management).
 *
 * <p>Decisions are made one at a time; nobody waits for a processor's thread while one is made, because that thread may
 * be waiting to make one itself.
 */
public final class PartitionControl {

    /** How a partition names itself (HV_PARTITION_ID_SELF). */
    public static final long SELF = -1;

    /** Nobody's number (HV_PARTITION_ID_INVALID). */
    public static final long NOBODY = 0;

    /** Our choice: generations below the root. */
    public static final int MAX_DEPTH = 8;

    /** Our choice of what things cost, in pages: a partition, out of the pool of its parent. */
    public static final int PARTITION_PAGES = 1;

    /** A partition brought to life, out of its own pool, as all that follow. */
    public static final int ACTIVE_PAGES = 2;

    public static final int PROCESSOR_PAGES = 2;

    /** Sixteen message buffers of 256 bytes (Hypervisor Top Level Functional Specification, Guest Message Buffers). */
    public static final int PORT_PAGES = 1;

    public static final int CONNECTION_PAGES = 1;

    /**
     * Our choice for partitions made by hypercall. Their parent does not map pages of its own (HvCallMapGpaPages is not
     * offered): memory comes from the machine, and only what is touched is taken.
     */
    public static final long MEMORY_BY_HYPERCALL = 16L << 20;

    private final Map<Long, Partition> partitions = new ConcurrentHashMap<>();
    private final AtomicLong lastId = new AtomicLong();
    private final HypercallTable hypercalls;
    private final HostProfile profile;
    private final Set<VmbusVersion> busVersions;
    private final Function<String, ? extends Executor> threads;

    PartitionControl(
            HypercallTable hypercalls,
            HostProfile profile,
            Set<VmbusVersion> busVersions,
            Function<String, ? extends Executor> threads) {
        this.hypercalls = hypercalls;
        this.profile = profile;
        this.busVersions = busVersions;
        this.threads = threads;
    }

    /** The partition without parent: there from the start, with one processor. */
    Partition root(long memoryBytes) {
        Partition root =
                new Partition(this, lastId.incrementAndGet(), "root", null, hypercalls, new GuestMemory(memoryBytes));
        partitions.put(root.id(), root);
        root.become(PartitionState.ACTIVE);
        root.addProcessor(0, threads);
        return root;
    }

    /** What the host is. */
    HostProfile profile() {
        return profile;
    }

    /** The versions of the bus guests may choose from. */
    Set<VmbusVersion> busVersions() {
        return busVersions;
    }

    /** The child of a partition that has this number. */
    public Partition child(Partition parent, long id) {
        Partition found = partitions.get(id);
        if (found == null) throw refused(HypercallStatus.INVALID_PARTITION_ID, "there is no partition " + id);
        if (found.parent() != parent) throw refused(HypercallStatus.ACCESS_DENIED, found + " is no child of " + parent);
        return found;
    }

    /** The child that has this number, or the partition itself. */
    public Partition childOrSelf(Partition caller, long id) {
        return id == SELF || id == caller.id() ? caller : child(caller, id);
    }

    /** The partition of this number, whoever's child it is. */
    public Partition any(Partition caller, long id) {
        Partition found = id == SELF ? caller : partitions.get(id);
        if (found == null) throw refused(HypercallStatus.INVALID_PARTITION_ID, "there is no partition " + id);
        return found;
    }

    /**
     * Makes a child that nothing runs in yet.
     *
     * @param name what people call it; null for one after its parent and number
     */
    public Partition create(Partition parent, @Nullable String name, long memoryBytes) {
        return create(parent, name, () -> new GuestMemory(memoryBytes));
    }

    /** As {@link #create(Partition, String, long)}, in memory that is there already and then belongs to the partition. */
    synchronized Partition create(Partition parent, @Nullable String name, Supplier<GuestMemory> memory) {
        if (!parent.may(Privileges.CREATE_PARTITIONS)) {
            throw refused(HypercallStatus.ACCESS_DENIED, parent + " may not make partitions");
        }
        requireActive(parent);
        if (parent.depth() == MAX_DEPTH) {
            throw refused(HypercallStatus.PARTITION_TOO_DEEP, "no more than " + MAX_DEPTH + " generations");
        }
        if (partitions.size() > profile.maxPartitions()) {
            throw refused(
                    HypercallStatus.NO_RESOURCES,
                    "%s runs %d virtual machines at most".formatted(profile.title(), profile.maxPartitions()));
        }
        // The requests of children pass through it.
        present(parent, 0);
        pay(parent, PARTITION_PAGES);
        long id = lastId.incrementAndGet();
        Partition child =
                new Partition(this, id, name == null ? parent + "." + id : name, parent, hypercalls, memory.get());
        partitions.put(id, child);
        return child;
    }

    /** Says what a partition is allowed, before it is initialized. */
    public synchronized void allow(Partition partition, long privileges) {
        require(partition, PartitionState.UNINITIALIZED);
        partition.allow(privileges);
    }

    /** Brings a partition to life: processors can be made. */
    public synchronized void initialize(Partition partition) {
        require(partition, PartitionState.UNINITIALIZED);
        pay(partition, ACTIVE_PAGES);
        partition.become(PartitionState.ACTIVE);
    }

    /** Gives a partition a processor; it runs at once. */
    public synchronized VirtualProcessor createProcessor(Partition partition, int index) {
        requireActive(partition);
        if (index < 0 || index >= profile.maxProcessors()) {
            throw refused(
                    HypercallStatus.INVALID_VP_INDEX,
                    "%s gives a virtual machine %d processors at most"
                            .formatted(profile.title(), profile.maxProcessors()));
        }
        if (partition.hasProcessor(index)) {
            throw refused(HypercallStatus.INVALID_VP_INDEX, partition + " has a processor " + index);
        }
        pay(partition, PROCESSOR_PAGES);
        return partition.addProcessor(index, threads);
    }

    /** Takes a processor away, but not the first: it ends with its partition. Waits for what it is doing, so it is not called from that processor. */
    public void deleteProcessor(Partition partition, int index) {
        VirtualProcessor processor;
        synchronized (this) {
            requireActive(partition);
            processor = present(partition, index);
            if (index == 0) throw refused(HypercallStatus.OPERATION_DENIED, "the buses interrupt processor 0");
            processor.leave();
            refund(partition, PROCESSOR_PAGES);
        }
        processor.stop();
    }

    /** The processor of this index; a refusal if there is none. */
    public VirtualProcessor present(Partition partition, int index) {
        if (!partition.hasProcessor(index)) {
            throw refused(
                    HypercallStatus.INVALID_VP_INDEX, partition + " has no processor " + Integer.toUnsignedLong(index));
        }
        return partition.processor(index);
    }

    /** Ends what runs in a partition and what it has: it can only be deleted then. Waits for its processors. */
    public void finalizePartition(Partition partition) {
        synchronized (this) {
            requireActive(partition);
            if (!partition.children().isEmpty()) {
                throw refused(HypercallStatus.OPERATION_DENIED, partition + " has children");
            }
            partition.become(PartitionState.FINALIZING);
        }
        partition.endAll();
        synchronized (this) {
            if (partition.state() == PartitionState.FINALIZING) partition.become(PartitionState.FINALIZED);
        }
    }

    /** Forgets a partition that was finalized, or never initialized, and whose pool is empty. */
    public synchronized void delete(Partition partition) {
        PartitionState state = partition.state();
        if (state != PartitionState.FINALIZED && state != PartitionState.UNINITIALIZED) {
            throw refused(HypercallStatus.INVALID_PARTITION_STATE, partition + " is " + state);
        }
        if (!partition.pool().isEmpty()) {
            throw refused(HypercallStatus.OPERATION_DENIED, "the pool of " + partition + " still has pages");
        }
        forget(partition);
    }

    /** Ends a partition and everything below it, whatever state they are in. Waits for their processors. */
    void end(Partition partition) {
        synchronized (this) {
            if (partition.state() == PartitionState.DELETED) return;
            partition.become(PartitionState.FINALIZING);
        }
        // First the guest, so that it makes no more children; then nobody but us ends them.
        partition.stopProcessors();
        partition.children().forEach(this::end);
        partition.endAll();
        partition.pool().drain();
        synchronized (this) {
            if (partition.state() != PartitionState.DELETED) forget(partition);
        }
    }

    private void forget(Partition partition) {
        partition.become(PartitionState.DELETED);
        partitions.remove(partition.id());
        Partition parent = partition.parent();
        if (parent != null) {
            parent.forget(partition);
            refund(parent, PARTITION_PAGES);
        }
        partition.memory().close();
    }

    /** The child after the one of this number; {@link #NOBODY} before the first and after the last. */
    public synchronized long childAfter(Partition parent, long previous) {
        boolean found = previous == NOBODY;
        for (Partition child : parent.children()) {
            if (found) return child.id();
            found = child.id() == previous;
        }
        if (!found) throw refused(HypercallStatus.INVALID_PARTITION_ID, parent + " has no child " + previous);
        return NOBODY;
    }

    /** Pays a page of one partition into the pool of another, or its own. */
    public synchronized void deposit(Partition from, Partition to, long page) {
        if (to.state() != PartitionState.ACTIVE && to.state() != PartitionState.UNINITIALIZED) {
            throw refused(HypercallStatus.INVALID_PARTITION_STATE, to + " is " + to.state());
        }
        from.give(page);
        to.pool().deposit(from, page);
    }

    /** Takes a page back that {@code to} has deposited. */
    public synchronized long withdraw(Partition from, Partition to) {
        long page = from.pool()
                .withdraw(to)
                .orElseThrow(() -> refused(HypercallStatus.NO_RESOURCES, "no unused page of " + to));
        to.returned(page);
        return page;
    }

    /** Pays for something out of a partition's pool, or refuses. */
    public void pay(Partition partition, int pages) {
        if (partition.pool().take(pages)) return;
        throw refused(HypercallStatus.INSUFFICIENT_MEMORY, "the pool of %s lacks %d pages".formatted(partition, pages));
    }

    /** What was paid for is gone. */
    public void refund(Partition partition, int pages) {
        partition.pool().giveBack(pages);
    }

    /** A refusal unless the partition's processors may run. */
    public static void requireActive(Partition partition) {
        require(partition, PartitionState.ACTIVE);
    }

    private static void require(Partition partition, PartitionState state) {
        if (partition.state() == state) return;
        throw refused(HypercallStatus.INVALID_PARTITION_STATE, "%s is %s".formatted(partition, partition.state()));
    }

    static Refusal refused(HypercallStatus status, String sentence) {
        return new Refusal(status, sentence);
    }
}
