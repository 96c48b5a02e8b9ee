package viridian.partitions.hypercall;

import viridian.partitions.Privileges;

/**
 * HvCallSignalEvent: raises a flag at whoever listens at a connection (Hypervisor Top Level Functional Specification,
 * HvCallSignalEvent). Usually fast; its input is
 *
 * <pre>
 *   0  connection id (4 bytes)
 *   4  flag number, relative to the port's first (2 bytes)
 *   6  reserved (2 bytes)
 * </pre>
 */
public final class SignalEvent implements Hypercall {

    public static final int CODE = 0x005D;
    public static final int INPUT_BYTES = 8;

    /** How the call looks. */
    public static final HypercallForm FORM = HypercallForm.simple(CODE, Privileges.SIGNAL_EVENTS, INPUT_BYTES, 0);

    /** The call, for the table. */
    public SignalEvent() {}

    /** The input as it stands in the register of a fast call. */
    public static long input(int connection, int flag) {
        return (connection & 0xFFFF_FFFFL) | ((long) flag << 32);
    }

    @Override
    public HypercallStatus call(HypercallArguments call) {
        return switch (call.caller().connections().port(call.i32(0))) {
            case null -> HypercallStatus.INVALID_CONNECTION_ID;
            case EventPort port -> port.signal(call.u16(4));
            default -> HypercallStatus.INVALID_PORT_ID;
        };
    }
}
