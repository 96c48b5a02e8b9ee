package viridian.partitions;

/** The life of a partition (Hypervisor Top Level Functional Specification, Partition State). */
public enum PartitionState {
    /** It exists and can be given pages and privileges; nothing runs in it. */
    UNINITIALIZED,
    /** Its processors run. */
    ACTIVE,
    /** Its processors, devices, ports and connections are being ended. */
    FINALIZING,
    /** Nothing runs in it any more; its pages can be withdrawn, and then it can be deleted. */
    FINALIZED,
    /** It is gone. */
    DELETED
}
