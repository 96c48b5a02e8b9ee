package viridian.partitions;

/**
 * What a partition is allowed, as bits of one word (Hypervisor Top Level Functional Specification,
 * HV_PARTITION_PRIVILEGE_MASK): registers in the low half, hypercalls in the high half. A guest reads its own by CPUID.
 */
public final class Privileges {

    /** The registers of the synthetic interrupt controller. */
    public static final long SYNIC_REGISTERS = 1L << 2;

    /** The registers that switch the hypercall page on. */
    public static final long HYPERCALL_REGISTERS = 1L << 5;

    /** The register with a processor's index. */
    public static final long VP_INDEX = 1L << 6;

    /** To make partitions, and every call that is about children. */
    public static final long CREATE_PARTITIONS = 1L << 32;

    public static final long ACCESS_PARTITION_ID = 1L << 33;
    public static final long ACCESS_MEMORY_POOL = 1L << 34;
    public static final long POST_MESSAGES = 1L << 36;
    public static final long SIGNAL_EVENTS = 1L << 37;
    public static final long CREATE_PORT = 1L << 38;
    public static final long CONNECT_PORT = 1L << 39;

    /** A partition's own registers by hypercall; a parent needs no privilege for those of its children. */
    public static final long ACCESS_VP_REGISTERS = 1L << 49;

    /** What a child is allowed unless it is told otherwise: to use what its parent connected. */
    public static final long CHILD = SYNIC_REGISTERS | HYPERCALL_REGISTERS | VP_INDEX | POST_MESSAGES | SIGNAL_EVENTS;

    /** What a partition with children of its own is allowed besides. */
    public static final long PARENT = CREATE_PARTITIONS
            | ACCESS_PARTITION_ID
            | ACCESS_MEMORY_POOL
            | CREATE_PORT
            | CONNECT_PORT
            | ACCESS_VP_REGISTERS;

    /** Every privilege there is here; the root has them. */
    public static final long ALL = CHILD | PARENT;

    private Privileges() {}
}
