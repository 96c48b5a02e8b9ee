package viridian.partitions.fuzz;

import viridian.partitions.GuestFault;
import viridian.partitions.GuestMemory;
import viridian.partitions.Hypervisor;
import viridian.partitions.Partition;
import viridian.partitions.PartitionState;
import viridian.partitions.Privileges;
import viridian.partitions.Turns;
import viridian.partitions.VirtualProcessor;
import viridian.partitions.hypercall.HypercallPage;
import viridian.partitions.hypercall.HypercallStatus;
import viridian.partitions.hypercall.HypercallTable;
import viridian.partitions.synic.SynIc;

/**
 * A guest that makes any hypercall with any input and writes anything into its registers: each call ends with a status the
 * specification knows, and the root and the guest's neighbour are what they were.
 */
public final class HypercallFuzz {

    private static final long PAGE = 0x2000;
    private static final long INPUT = 0x3000;
    private static final long OUTPUT = 0x4000;
    private static final int MAX_STEPS = 64;
    private static final int MAX_TURNS = 10_000;

    private final Choices choices;
    private final Turns turns = new Turns();
    private final Hypervisor hypervisor = new Hypervisor(name -> turns);
    private final Partition neighbour = hypervisor.createChild(hypervisor.root(), "neighbour", 64 << 10, 1);
    private final Partition guest = hypervisor.createChild(hypervisor.root(), "guest", 1 << 20, 2);
    private final GuestMemory memory = guest.memory();

    private HypercallFuzz(Choices choices) {
        this.choices = choices;
    }

    /** For the fuzzer. */
    public static void fuzzerTestOneInput(byte[] data) {
        Allowance.take(data, input -> new HypercallFuzz(new Choices(input)).run());
    }

    private void run() {
        try (hypervisor) {
            if (choices.flip()) guest.grant(Privileges.ALL);
            for (int i = 0; i < 2; i++) enable(guest.processor(i));
            for (int step = 0; step < MAX_STEPS && choices.areLeft(); step++) {
                VirtualProcessor processor = guest.processor(choices.below(2));
                if (!processor.isPresent()) continue;
                switch (choices.below(8)) {
                    case 0 -> memory.putI64((INPUT + choices.below(128) * 8L) & ~7, word());
                    case 1 -> register(processor);
                    case 2 -> turns.take(MAX_TURNS);
                    default -> call(processor);
                }
            }
            turns.take(MAX_TURNS);
            assertUnharmed();
        }
    }

    private static void enable(VirtualProcessor processor) {
        processor.writeRegister(HypercallPage.GUEST_OS_ID, 1);
        processor.writeRegister(HypercallPage.HYPERCALL, PAGE | 1);
    }

    private void call(VirtualProcessor processor) {
        int words = choices.below(12);
        for (int i = 0; i < words; i++) memory.putI64(INPUT + i * 8L, word());
        long control = choices.number64(0x40 + choices.below(0x60));
        if (choices.flip()) control |= HypercallTable.FAST;
        control |= (long) choices.number(0, 1, 2, 3, 64, 0xFFF) << HypercallTable.REPETITIONS_SHIFT;
        control |= (long) choices.number(0, 0, 0, 1, 2) << HypercallTable.START_SHIFT;
        long input = choices.number64(INPUT, INPUT, INPUT, INPUT + 8, 0, memory.size() - 8);
        long output = choices.number64(OUTPUT, OUTPUT, OUTPUT, INPUT, 4, memory.size());
        try {
            HypercallStatus.of(processor.hypercall(control, input, output));
        } catch (GuestFault pageGone) {
            if (guest.hypercallPage().isEnabled()) throw pageGone;
            enable(processor);
        }
    }

    private void register(VirtualProcessor processor) {
        int register = choices.of(
                HypercallPage.GUEST_OS_ID,
                HypercallPage.HYPERCALL,
                VirtualProcessor.VP_INDEX,
                SynIc.SCONTROL,
                SynIc.SIEFP,
                SynIc.SIMP,
                SynIc.EOM,
                SynIc.SINT0 + choices.below(16),
                choices.i32());
        try {
            processor.writeRegister(register, word());
        } catch (GuestFault refused) {
            processor.cpuid(choices.i32());
        }
    }

    private long word() {
        return choices.number64(
                0,
                1,
                2,
                3,
                4,
                8,
                16,
                63,
                64,
                -1,
                -2,
                0x2001,
                0x10000,
                0x10002,
                1L << 32,
                0xA0000,
                0xA0013,
                0x90001,
                240L << 32 | 1);
    }

    private void assertUnharmed() {
        check(hypervisor.root().state() == PartitionState.ACTIVE, "the root has ended");
        check(neighbour.state() == PartitionState.ACTIVE && neighbour.hasProcessor(0), "the neighbour has ended");
        check(neighbour.processor(0).readRegister(SynIc.SINT0 + 2) == SynIc.MASKED, "the neighbour's registers");
        check(neighbour.pool().inUse() == 4, "the neighbour's pages");
        enable(neighbour.processor(0));
        long fast = HypercallTable.FAST | 0x5D;
        check(
                HypercallStatus.of(neighbour.processor(0).hypercall(fast, 0x123456))
                        == HypercallStatus.INVALID_CONNECTION_ID,
                "the neighbour's calls");
    }

    private static void check(boolean isSo, String what) {
        if (!isSo) throw new AssertionError(what);
    }
}
