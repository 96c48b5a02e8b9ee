package viridian.partitions.hypercall;

import static viridian.partitions.LittleEndian.putI32;

import java.lang.foreign.MemorySegment;
import viridian.partitions.Privileges;

/**
 * HvCallPostMessage: up to 240 bytes to whoever listens at a connection (Hypervisor Top Level Functional Specification,
 * HvCallPostMessage). Slow call; its input is
 *
 * <pre>
 *   0  connection id, low 24 bits
 *   4  reserved
 *   8  message type, not 0; the top bit is the hypervisor's own
 *  12  payload size
 *  16  payload
 * </pre>
 */
public final class PostMessage implements Hypercall {

    public static final int CODE = 0x005C;

    /** Bytes of input, whatever the payload's size. */
    public static final int INPUT_BYTES = 256;

    public static final int PAYLOAD = 16;
    public static final int MAX_PAYLOAD_BYTES = 240;

    /** How the call looks. */
    public static final HypercallForm FORM = HypercallForm.simple(CODE, Privileges.POST_MESSAGES, INPUT_BYTES, 0);

    private static final int CONNECTION = 0;
    private static final int RESERVED = 4;
    private static final int TYPE = 8;
    private static final int PAYLOAD_SIZE = 12;

    /** The call, for the table. */
    public PostMessage() {}

    /** Writes the input's head; the payload goes to {@link #PAYLOAD}. */
    public static void writeHead(MemorySegment to, long at, int connection, int type, int payloadBytes) {
        putI32(to, at + CONNECTION, connection);
        putI32(to, at + RESERVED, 0);
        putI32(to, at + TYPE, type);
        putI32(to, at + PAYLOAD_SIZE, payloadBytes);
    }

    @Override
    public HypercallStatus call(HypercallArguments call) {
        int type = call.i32(TYPE);
        int bytes = call.i32(PAYLOAD_SIZE);
        if (type <= 0 || bytes < 0 || bytes > MAX_PAYLOAD_BYTES) return HypercallStatus.INVALID_PARAMETER;
        return switch (call.caller().connections().port(call.i32(CONNECTION))) {
            case null -> HypercallStatus.INVALID_CONNECTION_ID;
            case MessagePort port -> port.post(type, call.input(), PAYLOAD, bytes);
            default -> HypercallStatus.INVALID_PORT_ID;
        };
    }
}
