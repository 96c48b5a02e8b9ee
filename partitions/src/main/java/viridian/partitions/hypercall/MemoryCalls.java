package viridian.partitions.hypercall;

import static viridian.partitions.LittleEndian.putI64;

import viridian.partitions.Partition;
import viridian.partitions.PartitionControl;
import viridian.partitions.Privileges;

/**
 * How a partition pays for what the hypervisor keeps about a child or itself (Hypervisor Top Level Functional
 * Specification, HvCallDepositMemory, HvCallWithdrawMemory, HvCallGetMemoryBalance).
 */
public final class MemoryCalls {

    /** 0 partition; list of page numbers of the caller's (8 bytes each). */
    public static final HypercallForm DEPOSIT = HypercallForm.rep(0x0048, Privileges.ACCESS_MEMORY_POOL, 8, 8, 0);

    /** 0 partition, 8 proximity; gives a list of page numbers. */
    public static final HypercallForm WITHDRAW = HypercallForm.rep(0x0049, Privileges.ACCESS_MEMORY_POOL, 16, 0, 8);

    /** 0 partition, 8 proximity; gives pages available, and at 8 pages in use. */
    public static final HypercallForm BALANCE = HypercallForm.simple(0x004A, Privileges.ACCESS_MEMORY_POOL, 16, 16);

    private final PartitionControl control;

    public MemoryCalls(PartitionControl control) {
        this.control = control;
    }

    /** Gives the codes their meaning. */
    public void register(HypercallTable table) {
        table.register(DEPOSIT, this::deposit);
        table.register(WITHDRAW, this::withdraw);
        table.register(BALANCE, this::balance);
    }

    private HypercallStatus deposit(HypercallArguments call) {
        control.deposit(call.caller(), target(call), call.i64(call.element()));
        return HypercallStatus.SUCCESS;
    }

    private HypercallStatus withdraw(HypercallArguments call) {
        PartitionCalls.checkProximity(call, 8);
        putI64(call.output(), call.outputElement(), control.withdraw(target(call), call.caller()));
        return HypercallStatus.SUCCESS;
    }

    private HypercallStatus balance(HypercallArguments call) {
        PartitionCalls.checkProximity(call, 8);
        Partition partition = target(call);
        putI64(call.output(), 0, partition.pool().available());
        putI64(call.output(), 8, partition.pool().inUse());
        return HypercallStatus.SUCCESS;
    }

    private Partition target(HypercallArguments call) {
        return control.childOrSelf(call.caller(), call.i64(0));
    }
}
