package viridian.partitions.hypercall;

/** How a hypercall ended (Hypervisor Top Level Functional Specification, Hypercall Status Codes). */
public enum HypercallStatus {
    SUCCESS(0x0000),
    INVALID_HYPERCALL_CODE(0x0002),
    INVALID_HYPERCALL_INPUT(0x0003),
    INVALID_ALIGNMENT(0x0004),
    INVALID_PARAMETER(0x0005),
    INVALID_PORT_ID(0x0011),
    INVALID_CONNECTION_ID(0x0012),
    /** The port's message buffers are used up; the caller tries again later. */
    INSUFFICIENT_BUFFERS(0x0013),
    /** The interrupt source is masked or the controller is off at the target. */
    INVALID_SYNIC_STATE(0x0018);

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
