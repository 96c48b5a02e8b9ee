package viridian.partitions.hypercall;

import viridian.partitions.Partition;
import viridian.partitions.PartitionControl;
import viridian.partitions.Privileges;

/**
 * How a parent gives its child processors and takes them away (Hypervisor Top Level Functional Specification,
 * HvCallCreateVp, HvCallDeleteVp). Both begin with partition (8 bytes) and processor index (4).
 */
public final class ProcessorCalls {

    /** 12 zero, 15 and 16 subnode (none), 24 proximity, 32 zero. */
    public static final HypercallForm CREATE = HypercallForm.simple(0x004E, Privileges.CREATE_PARTITIONS, 40, 0);

    public static final HypercallForm DELETE = HypercallForm.simple(0x004F, Privileges.CREATE_PARTITIONS, 16, 0);

    private final PartitionControl control;

    public ProcessorCalls(PartitionControl control) {
        this.control = control;
    }

    /** Gives the codes their meaning. */
    public void register(HypercallTable table) {
        table.register(CREATE, this::create);
        table.register(DELETE, this::delete);
    }

    private HypercallStatus create(HypercallArguments call) {
        Partition partition = control.child(call.caller(), call.i64(0));
        call.requireZero(12, 12);
        PartitionCalls.checkProximity(call, 24);
        call.requireZero(32, 8);
        control.createProcessor(partition, call.i32(8));
        return HypercallStatus.SUCCESS;
    }

    private HypercallStatus delete(HypercallArguments call) {
        control.deleteProcessor(control.child(call.caller(), call.i64(0)), call.i32(8));
        return HypercallStatus.SUCCESS;
    }
}
