package viridian.partitions;

/** Why a processor left its guest for the hypervisor. */
public enum ExitKind {
    /** An I/O port was read or written, or configuration space, which is reached by two. */
    IO_PORT,
    /** A model-specific register was read or written. */
    REGISTER,
    /** The processor was asked about itself. */
    CPUID,
    HYPERCALL,
    /** An address was read or written where a device is, not memory. */
    MEMORY,
    /** A request of a child of this partition passed through on its way to the root. */
    NESTED;

    static final ExitKind[] ALL = values();
}
