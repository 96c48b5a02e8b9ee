package viridian.partitions.hypercall;

import static viridian.partitions.LittleEndian.putI64;

import viridian.partitions.Partition;
import viridian.partitions.PartitionControl;
import viridian.partitions.PartitionState;
import viridian.partitions.Privileges;

/**
 * How a partition makes partitions below it, brings them to life and ends them (Hypervisor Top Level Functional
 * Specification, HvCallCreatePartition and those after it). All but the first begin with a partition's number (8 bytes).
 */
public final class PartitionCalls {

    /** 0 flags, 8 proximity, 16 compatibility, 20 zero, 24 and 40 features to hide, 48 zero; gives the number. */
    public static final HypercallForm CREATE = HypercallForm.simple(0x0040, Privileges.CREATE_PARTITIONS, 56, 8);

    public static final HypercallForm INITIALIZE = HypercallForm.simple(0x0041, Privileges.CREATE_PARTITIONS, 8, 0);
    public static final HypercallForm FINALIZE = HypercallForm.simple(0x0042, Privileges.CREATE_PARTITIONS, 8, 0);
    public static final HypercallForm DELETE = HypercallForm.simple(0x0043, Privileges.CREATE_PARTITIONS, 8, 0);

    /** 8 property, 12 zero; gives the value. */
    public static final HypercallForm GET_PROPERTY = HypercallForm.simple(0x0044, Privileges.CREATE_PARTITIONS, 16, 8);

    /** 8 property, 12 zero, 16 value. */
    public static final HypercallForm SET_PROPERTY = HypercallForm.simple(0x0045, Privileges.CREATE_PARTITIONS, 24, 0);

    /** No input; gives the caller's number. */
    public static final HypercallForm GET_ID = HypercallForm.simple(0x0046, Privileges.ACCESS_PARTITION_ID, 0, 8);

    /** 8 the child before, 0 for the first; gives the next child, 0 after the last. */
    public static final HypercallForm GET_NEXT_CHILD =
            HypercallForm.simple(0x0047, Privileges.CREATE_PARTITIONS, 16, 8);

    /** Property: {@link Privileges}; written before the partition is initialized. */
    public static final int PRIVILEGES = 0x0001_0000;

    /** Property: what the guest calls itself, read only. */
    public static final int GUEST_OS_ID = 0x0007_0000;

    /** HV_PARTITION_CREATION_FLAGS that are defined; those that are about hardware we do not have change nothing. */
    private static final long CREATION_FLAGS = 0x0059_A713L;

    /** Proximity flags that are defined: preferred, and valid. */
    private static final int PROXIMITY_FLAGS = 0x8000_0001;

    private final PartitionControl control;

    public PartitionCalls(PartitionControl control) {
        this.control = control;
    }

    /** Gives the codes their meaning. */
    public void register(HypercallTable table) {
        table.register(CREATE, this::create);
        table.register(INITIALIZE, call -> done(() -> control.initialize(child(call))));
        table.register(FINALIZE, call -> done(() -> control.finalizePartition(child(call))));
        table.register(DELETE, call -> done(() -> control.delete(child(call))));
        table.register(GET_PROPERTY, this::property);
        table.register(SET_PROPERTY, this::setProperty);
        table.register(GET_ID, call -> gives(call, call.caller().id()));
        table.register(GET_NEXT_CHILD, this::nextChild);
    }

    /** A proximity domain (HV_PROXIMITY_DOMAIN_INFO: id, then flags) is a hint nobody needs here, but must be one. */
    static void checkProximity(HypercallArguments call, int at) {
        if ((call.i32(at + 4) & ~PROXIMITY_FLAGS) == 0) return;
        throw new Refusal(HypercallStatus.INVALID_PARAMETER, "reserved proximity flags");
    }

    private HypercallStatus create(HypercallArguments call) {
        if ((call.i64(0) & ~CREATION_FLAGS) != 0) {
            throw new Refusal(HypercallStatus.INVALID_PARAMETER, "undefined creation flags");
        }
        checkProximity(call, 8);
        call.requireZero(20, 4);
        call.requireZero(48, 8);
        return gives(
                call,
                control.create(call.caller(), null, PartitionControl.MEMORY_BY_HYPERCALL)
                        .id());
    }

    private HypercallStatus property(HypercallArguments call) {
        Partition partition = propertied(call);
        return switch (call.i32(8)) {
            case PRIVILEGES -> gives(call, partition.privileges());
            case GUEST_OS_ID -> gives(call, partition.hypercallPage().guestOsId());
            default -> HypercallStatus.UNKNOWN_PROPERTY;
        };
    }

    private HypercallStatus setProperty(HypercallArguments call) {
        Partition partition = propertied(call);
        return switch (call.i32(8)) {
            case PRIVILEGES -> setPrivileges(call.caller(), partition, call.i64(16));
            case GUEST_OS_ID -> HypercallStatus.OPERATION_DENIED;
            default -> HypercallStatus.UNKNOWN_PROPERTY;
        };
    }

    /** Nobody gives away what he does not have; and what runs keeps what it has. */
    private HypercallStatus setPrivileges(Partition caller, Partition partition, long wanted) {
        boolean early = partition.state() == PartitionState.UNINITIALIZED;
        if (!early || !caller.may(wanted)) return HypercallStatus.PROPERTY_VALUE_OUT_OF_RANGE;
        control.allow(partition, wanted);
        return HypercallStatus.SUCCESS;
    }

    /** A child that is not at its end, or the root itself. */
    private Partition propertied(HypercallArguments call) {
        call.requireZero(12, 4);
        Partition caller = call.caller();
        Partition partition = control.childOrSelf(caller, call.i64(0));
        if (partition == caller && caller.parent() != null) {
            throw new Refusal(HypercallStatus.ACCESS_DENIED, "properties belong to the parent");
        }
        if (partition.state() != PartitionState.UNINITIALIZED) PartitionControl.requireActive(partition);
        return partition;
    }

    private HypercallStatus nextChild(HypercallArguments call) {
        return gives(call, control.childAfter(control.childOrSelf(call.caller(), call.i64(0)), call.i64(8)));
    }

    private Partition child(HypercallArguments call) {
        return control.child(call.caller(), call.i64(0));
    }

    private static HypercallStatus gives(HypercallArguments call, long value) {
        putI64(call.output(), 0, value);
        return HypercallStatus.SUCCESS;
    }

    private static HypercallStatus done(Runnable work) {
        work.run();
        return HypercallStatus.SUCCESS;
    }
}
