package viridian.partitions;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import viridian.partitions.hypercall.ConnectionTable;
import viridian.partitions.hypercall.HypercallPage;
import viridian.partitions.hypercall.HypercallStatus;
import viridian.partitions.hypercall.HypercallTable;
import viridian.partitions.hypercall.PortTable;
import viridian.partitions.hypercall.Refusal;
import viridian.partitions.pci.PciBus;
import viridian.partitions.vmbus.Vmbus;

/**
 * A machine: memory, processors, and the buses by which its parent gives it devices. The root partition has no parent; it
 * is where the devices of its children run.
 *
 * <p>Its buses are there from processor 0 on.
 */
public final class Partition implements AutoCloseable {

    private static final int PAGE_BYTES = GuestMemory.PAGE_BYTES;

    private final PartitionControl control;
    private final long id;
    private final String name;
    private final @Nullable Partition parent;
    private final int depth;
    private final HypercallTable hypercalls;
    private final GuestMemory memory;
    private final HypercallPage hypercallPage;
    private final ConnectionTable connections = new ConnectionTable();
    private final PortTable ports = new PortTable();
    private final MemoryPool pool = new MemoryPool();
    private final MemoryIntercepts memoryIntercepts = new MemoryIntercepts();
    private final RequestPath requests;
    private final List<Partition> children = new CopyOnWriteArrayList<>();
    /** Pages of ours the hypervisor has. */
    private final BitSet given = new BitSet();

    private volatile long privileges;
    private volatile PartitionState state = PartitionState.UNINITIALIZED;
    private volatile VirtualProcessor[] processors = {};
    private volatile GuestStage stage = GuestStage.ENLIGHTENED;
    private volatile Runnable whenRoom = () -> {};
    private volatile @Nullable PciBus pci;
    private volatile @Nullable Vmbus vmbus;

    Partition(
            PartitionControl control,
            long id,
            String name,
            @Nullable Partition parent,
            HypercallTable hypercalls,
            GuestMemory memory) {
        this.control = control;
        this.id = id;
        this.name = name;
        this.parent = parent;
        this.depth = parent == null ? 0 : parent.depth + 1;
        this.hypercalls = hypercalls;
        this.privileges = parent == null ? Privileges.ALL : Privileges.CHILD & parent.privileges;
        this.memory = memory;
        this.hypercallPage = new HypercallPage(memory);
        this.requests = new RequestPath(this);
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

    /** The partition above, null for the root. */
    public @Nullable Partition parent() {
        return parent;
    }

    /** Generations above. */
    public int depth() {
        return depth;
    }

    public GuestMemory memory() {
        return memory;
    }

    /** What becomes of it. */
    public PartitionState state() {
        return state;
    }

    /** What it is allowed, as {@link Privileges}. */
    public long privileges() {
        return privileges;
    }

    /** Whether it is allowed all of these. */
    public boolean may(long wanted) {
        return (privileges & wanted) == wanted;
    }

    /** Allows it these besides. */
    public void grant(long more) {
        privileges |= more;
    }

    /** For a parent that says what its child is allowed, before anything runs in it. */
    void allow(long exactly) {
        privileges = exactly;
    }

    /** How far its guest has come; a partition nobody said anything about runs an enlightened system. */
    public GuestStage stage() {
        return stage;
    }

    /**
     * Says how far the guest has come.
     *
     * @throws IllegalStateException if the guest speaks with the hypervisor already: its partition is ended and made anew
     */
    public void enter(GuestStage next) {
        if (hypercallPage.guestOsId() != 0 && next != GuestStage.ENLIGHTENED) {
            throw new IllegalStateException(name + " cannot unlearn that it is a guest");
        }
        if (next != GuestStage.FIRMWARE) pci().guestRuns();
        stage = next;
    }

    /** Whether the guest finds a hypervisor when it looks for one: registers, CPUID leaves, and so the bus. */
    public boolean seesHypervisor() {
        return stage == GuestStage.ENLIGHTENED && control.profile().hasVmbus();
    }

    /** A processor by its index, from 0. */
    public VirtualProcessor processor(int index) {
        return processors[index];
    }

    /** One more than the highest index of a processor. */
    public int processors() {
        return processors.length;
    }

    /** Whether there is a processor of this index. */
    public boolean hasProcessor(int index) {
        VirtualProcessor[] now = processors;
        return index >= 0 && index < now.length && now[index].isPresent();
    }

    /** The partitions this one is the parent of. */
    public List<Partition> children() {
        return List.copyOf(children);
    }

    /** The bus of emulated devices: their registers are reached by intercepts, their interrupts go to processor 0. */
    public PciBus pci() {
        PciBus bus = pci;
        if (bus == null) throw new IllegalStateException(name + " has no processor 0, and so no bus");
        return bus;
    }

    /**
     * The parent's end of this child's bus: where devices are offered. The root partition has none, and nobody has one on
     * a host without.
     */
    public Vmbus vmbus() {
        Vmbus bus = vmbus;
        if (bus == null) throw new IllegalStateException(whyNoBus());
        return bus;
    }

    /** Whether there is such a bus. */
    public boolean hasVmbus() {
        return vmbus != null;
    }

    private String whyNoBus() {
        if (!control.profile().hasVmbus()) return control.profile().title() + " has no bus for synthetic devices";
        return "nobody offers devices to " + name;
    }

    /** The addresses that are devices' rather than memory's. */
    public MemoryIntercepts memoryIntercepts() {
        return memoryIntercepts;
    }

    /** How its requests for devices reach the root. */
    public RequestPath requests() {
        return requests;
    }

    /** What its processors left it for so far, all together. */
    public Exits exits() {
        Exits sum = new Exits();
        for (VirtualProcessor processor : processors) sum.add(processor.exits());
        return sum;
    }

    /** What this partition's connection ids lead to; its parent makes the connections. */
    public ConnectionTable connections() {
        return connections;
    }

    /** Where this partition is reached by others, as far as that was arranged by hypercalls. */
    public PortTable ports() {
        return ports;
    }

    /** What the hypervisor's objects for this partition are paid with. */
    public MemoryPool pool() {
        return pool;
    }

    /** What to do when the guest has ended a message, and so made room; called on its processor, so only a wake-up. */
    public void whenRoom(Runnable wakeUp) {
        whenRoom = wakeUp;
    }

    /** The page by which it calls the hypervisor, and what it calls itself. */
    public HypercallPage hypercallPage() {
        return hypercallPage;
    }

    HypercallTable hypercalls() {
        return hypercalls;
    }

    HostProfile profile() {
        return control.profile();
    }

    void become(PartitionState next) {
        state = next;
    }

    /** A processor of this index, which is not there yet; those below that are missing stay missing. */
    VirtualProcessor addProcessor(int index, Function<String, ? extends Executor> threads) {
        VirtualProcessor added = new VirtualProcessor(this, index, threads.apply(name + "/vp" + index));
        added.synIc().whenRoom(() -> whenRoom.run());
        List<VirtualProcessor> more = new ArrayList<>(Arrays.asList(processors));
        while (more.size() <= index) more.add(VirtualProcessor.missing(this, more.size()));
        more.set(index, added);
        processors = more.toArray(VirtualProcessor[]::new);
        if (index == 0) addBuses(added);
        return added;
    }

    private void addBuses(VirtualProcessor first) {
        pci = new PciBus(memory, first);
        if (parent != null && control.profile().hasVmbus()) vmbus = newBus();
    }

    private Vmbus newBus() {
        Vmbus bus = new Vmbus(this, requests.root().processor(0));
        bus.speak(control.busVersions());
        return bus;
    }

    /** Gives the hypervisor a page. */
    void give(long page) {
        boolean ours = page >= 0 && page < memory.size() / PAGE_BYTES;
        if (!ours) throw new Refusal(HypercallStatus.OPERATION_DENIED, name + " has no page " + page);
        synchronized (given) {
            if (given.get((int) page)) {
                throw new Refusal(HypercallStatus.OBJECT_IN_USE, name + " has deposited page " + page + " before");
            }
            given.set((int) page);
        }
    }

    /** The hypervisor gives a page back; zeroed. */
    void returned(long page) {
        synchronized (given) {
            given.clear((int) page);
        }
    }

    /** The highest page the hypervisor does not have, -1 if it has them all. */
    long keptPage() {
        synchronized (given) {
            return given.previousClearBit((int) (memory.size() / PAGE_BYTES) - 1);
        }
    }

    void stopProcessors() {
        for (VirtualProcessor processor : processors) processor.leave();
        for (VirtualProcessor processor : processors) processor.stop();
    }

    /** Ends its processors, then its devices, then what leads to it and from it. */
    void endAll() {
        stopProcessors();
        Vmbus bus = vmbus;
        if (bus != null) bus.close();
        PciBus board = pci;
        if (board != null) board.reset();
        ports.close();
        connections.clear();
        pool.release();
    }

    void forget(Partition child) {
        children.remove(child);
    }

    /**
     * Ends it: first its processors, then its children, then its devices, last the memory. Waits for the processors'
     * threads, so it is not called from one of them. Ending it twice is ending it once.
     */
    @Override
    public void close() {
        control.end(this);
    }

    @Override
    public String toString() {
        return name;
    }
}
