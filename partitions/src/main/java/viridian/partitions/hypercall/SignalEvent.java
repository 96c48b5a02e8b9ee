package viridian.partitions.hypercall;

import static viridian.partitions.LittleEndian.i32;
import static viridian.partitions.LittleEndian.u16;

import java.lang.foreign.MemorySegment;
import viridian.partitions.Partition;

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

    /** The call, for the table. */
    public SignalEvent() {}

    /** The input as it stands in the register of a fast call. */
    public static long input(int connection, int flag) {
        return (connection & 0xFFFF_FFFFL) | ((long) flag << 32);
    }

    @Override
    public HypercallStatus call(Partition caller, MemorySegment input) {
        return switch (caller.connections().port(i32(input, 0))) {
            case null -> HypercallStatus.INVALID_CONNECTION_ID;
            case EventPort port -> port.signal(u16(input, 4));
            default -> HypercallStatus.INVALID_PORT_ID;
        };
    }
}
