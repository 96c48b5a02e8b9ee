package viridian.partitions;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import viridian.partitions.hypercall.HypercallArguments;
import viridian.partitions.hypercall.HypercallPage;
import viridian.partitions.synic.SynIc;

/**
 * One processor of a partition: does what it is given in the order it was given, one thing at a time, and is interrupted
 * between two things. What runs on it may call the methods marked "the guest"; everything else is for any thread.
 *
 * <p>Pending interrupts are a bit mask, so that raising one makes no object, and raising it twice before it is served
 * serves it once.
 */
public final class VirtualProcessor implements Executor {

    /** Register: the index of this processor, read only. */
    public static final int VP_INDEX = 0x4000_0002;

    private static final int VECTORS = 256;

    private final Partition partition;
    private final int index;
    private final Executor executor;
    private final SynIc synIc;
    private final AtomicLongArray pending = new AtomicLongArray(VECTORS / Long.SIZE);
    private final AtomicReferenceArray<Runnable> handlers = new AtomicReferenceArray<>(VECTORS);
    private final Doorbell interrupted;
    private final Exits exits = new Exits();
    private final HypercallArguments hypercall = new HypercallArguments(this);
    private volatile boolean stopped;

    VirtualProcessor(Partition partition, int index, Executor executor) {
        this.partition = partition;
        this.index = index;
        this.executor = executor;
        this.synIc = new SynIc(partition.memory(), this::interrupt);
        this.interrupted = new Doorbell(this, this::serve);
    }

    /** In the place of a processor that was never made: does nothing. */
    static VirtualProcessor missing(Partition partition, int index) {
        VirtualProcessor nobody = new VirtualProcessor(partition, index, _ -> {});
        nobody.leave();
        return nobody;
    }

    /** The partition this processor belongs to. */
    public Partition partition() {
        return partition;
    }

    /** The index in its partition. */
    public int index() {
        return index;
    }

    /** Whether it was made and not deleted since. */
    public boolean isPresent() {
        return !stopped;
    }

    /** Has this processor run something later. A processor that was stopped does nothing more. */
    @Override
    public void execute(Runnable work) {
        if (!stopped) executor.execute(work);
    }

    /** Raises an interrupt: its handler runs on this processor, after this call. */
    public void interrupt(int vector) {
        pending.getAndAccumulate(vector / Long.SIZE, 1L << vector, (old, bit) -> old | bit);
        interrupted.ring();
    }

    /** The guest: what to do when {@code vector} (0 to 255) is raised; without handler it is ignored. */
    public void onInterrupt(int vector, Runnable handler) {
        handlers.set(vector, handler);
    }

    /** The synthetic interrupt controller of this processor. */
    public SynIc synIc() {
        return synIc;
    }

    /** How often it left its guest, and for what. */
    public Exits exits() {
        return exits;
    }

    /** The guest: reads a model-specific register; one that is not there for this guest is a {@link GuestFault}. */
    public long readRegister(int register) {
        long began = exits.begin();
        try {
            requireRegister(register);
            return peekRegister(register);
        } finally {
            exits.end(ExitKind.REGISTER, began);
        }
    }

    /** The guest: writes a model-specific register; what a processor would refuse is a {@link GuestFault}. */
    public void writeRegister(int register, long value) {
        long began = exits.begin();
        try {
            requireRegister(register);
            pokeRegister(register, value);
        } finally {
            exits.end(ExitKind.REGISTER, began);
        }
    }

    private void requireRegister(int register) {
        boolean there = partition.seesHypervisor() && partition.may(privilege(register));
        if (!there) throw new GuestFault("%s has no register 0x%x".formatted(partition, register));
    }

    private static long privilege(int register) {
        return switch (register) {
            case HypercallPage.GUEST_OS_ID, HypercallPage.HYPERCALL -> Privileges.HYPERCALL_REGISTERS;
            case VP_INDEX -> Privileges.VP_INDEX;
            default -> Privileges.SYNIC_REGISTERS;
        };
    }

    /** The guest: asks the processor about itself (CPUID). */
    public CpuidLeaf cpuid(int leaf) {
        long began = exits.begin();
        CpuidLeaf answer = partition.seesHypervisor() ? leaf(leaf) : CpuidLeaf.NOTHING;
        exits.end(ExitKind.CPUID, began);
        return answer;
    }

    /**
     * The guest: reads memory, or a device's register where a device has the address; a {@link GuestFault} where there is
     * neither.
     *
     * @param size 1, 2, 4 or 8 bytes; the value is in the low ones
     */
    public long load(long address, int size) {
        MemoryIntercepts.Region region = partition.memoryIntercepts().at(address);
        if (region == null) return LittleEndian.unsigned(inMemory(address, size), address, size);
        long began = leaveForDevice(ExitKind.MEMORY);
        long value = region.device().memoryRead(address - region.first(), size);
        returnFromDevice(ExitKind.MEMORY, began);
        return value;
    }

    /** The guest: writes memory, or a device's register. */
    public void store(long address, int size, long value) {
        MemoryIntercepts.Region region = partition.memoryIntercepts().at(address);
        if (region == null) {
            LittleEndian.put(inMemory(address, size), address, size, value);
            return;
        }
        long began = leaveForDevice(ExitKind.MEMORY);
        region.device().memoryWrite(address - region.first(), size, value);
        returnFromDevice(ExitKind.MEMORY, began);
    }

    private MemorySegment inMemory(long address, int size) {
        partition.memory().check(address, size);
        return partition.memory().segment();
    }

    /** The guest did something that is a device's to answer; for {@link #returnFromDevice}. */
    public long leaveForDevice(ExitKind kind) {
        partition.requests().setOut(kind);
        return exits.begin();
    }

    /** The device has answered, and the guest goes on. */
    public void returnFromDevice(ExitKind kind, long began) {
        long nanos = System.nanoTime() - began;
        exits.add(kind, 1, nanos);
        partition.requests().isBack(nanos);
    }

    /** A leaf of CPUID, for the hypervisor. */
    public CpuidLeaf leaf(int leaf) {
        return HypervisorCpuid.leaf(partition, leaf);
    }

    /** A register's value, for the hypervisor. */
    public long peekRegister(int register) {
        return switch (register) {
            case HypercallPage.GUEST_OS_ID -> partition.hypercallPage().guestOsId();
            case HypercallPage.HYPERCALL -> partition.hypercallPage().register();
            case VP_INDEX -> index;
            default -> synIc.readRegister(register);
        };
    }

    /** Gives a register a value, for the hypervisor; what a processor would refuse is a {@link GuestFault}. */
    public void pokeRegister(int register, long value) {
        switch (register) {
            case HypercallPage.GUEST_OS_ID -> partition.hypercallPage().nameGuest(value);
            case HypercallPage.HYPERCALL -> partition.hypercallPage().place(value);
            case VP_INDEX -> throw new GuestFault("the index of a processor is read only");
            default -> synIc.writeRegister(register, value);
        }
    }

    /** As {@link #hypercall(long, long, long)}, for calls without output. */
    public long hypercall(long control, long input) {
        return hypercall(control, input, 0);
    }

    /**
     * The guest: calls the hypervisor through the hypercall page.
     *
     * @param control the input word: code, and whether the call is fast
     * @param input the guest-physical address of the input, or the input's first 8 bytes if the call is fast
     * @param output the guest-physical address of the output, or the input's next 8 bytes if the call is fast
     * @return the result word
     * @throws GuestFault if the hypercall page is not enabled: there is nothing to call
     */
    public long hypercall(long control, long input, long output) {
        if (!partition.hypercallPage().isEnabled()) throw new GuestFault("the hypercall page is not enabled");
        long began = exits.begin();
        long result = partition.hypercalls().call(hypercall, control, input, output);
        exits.end(ExitKind.HYPERCALL, began);
        return result;
    }

    private void serve() {
        for (int word = 0; word < pending.length() && !stopped; word++) {
            for (long bits = pending.getAndSet(word, 0); bits != 0; bits &= bits - 1) {
                Runnable handler = handlers.get(word * Long.SIZE + Long.numberOfTrailingZeros(bits));
                if (handler != null) handler.run();
            }
        }
    }

    /** It takes no more work. */
    void leave() {
        stopped = true;
    }

    /** It takes no more work, and its thread ends; waits for that. */
    void stop() {
        leave();
        if (executor instanceof AutoCloseable thread) closeThread(thread);
    }

    private static void closeThread(AutoCloseable thread) {
        try {
            thread.close();
        } catch (Exception e) {
            throw new IllegalStateException("a processor's thread did not end", e);
        }
    }
}
