package viridian.partitions.hypercall;

/**
 * How a hypercall ended (Hypervisor Top Level Functional Specification, Hypercall Status Codes; the numbers are those of
 * Linux include/hyperv/hvgdk_mini.h).
 */
public enum HypercallStatus {
    SUCCESS(0x0000),
    INVALID_HYPERCALL_CODE(0x0002),
    /** A reserved bit of the input word, repetitions where there are none, none where there are some. */
    INVALID_HYPERCALL_INPUT(0x0003),
    /** Input or output that is not aligned to 8, crosses a page, or is not in the caller's memory. */
    INVALID_ALIGNMENT(0x0004),
    INVALID_PARAMETER(0x0005),
    /** The caller lacks the privilege, or the object belongs to somebody who is not its child. */
    ACCESS_DENIED(0x0006),
    INVALID_PARTITION_STATE(0x0007),
    OPERATION_DENIED(0x0008),
    UNKNOWN_PROPERTY(0x0009),
    PROPERTY_VALUE_OUT_OF_RANGE(0x000A),
    /** The pool that pays for the object has too few pages: deposit some and try again. */
    INSUFFICIENT_MEMORY(0x000B),
    PARTITION_TOO_DEEP(0x000C),
    INVALID_PARTITION_ID(0x000D),
    INVALID_VP_INDEX(0x000E),
    INVALID_PORT_ID(0x0011),
    INVALID_CONNECTION_ID(0x0012),
    /** The port's message buffers are used up; the caller tries again later. */
    INSUFFICIENT_BUFFERS(0x0013),
    /** The interrupt source is masked or the controller is off at the target. */
    INVALID_SYNIC_STATE(0x0018),
    OBJECT_IN_USE(0x0019),
    /** An implementation limit, or nothing left to withdraw. */
    NO_RESOURCES(0x001D),
    INVALID_REGISTER_VALUE(0x0050);

    private static final HypercallStatus[] ALL = values();

    private final int code;

    HypercallStatus(int code) {
        this.code = code;
    }

    /** Bits 15:0 of the result word. */
    public int code() {
        return code;
    }

    /** The status in a result word. */
    public static HypercallStatus of(long result) {
        for (HypercallStatus status : ALL) {
            if (status.code == (result & 0xFFFF)) return status;
        }
        throw new IllegalArgumentException("no hypercall ends with status 0x%x".formatted(result));
    }
}
