package viridian.partitions.synic;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import viridian.partitions.GuestMemory;

/**
 * The page with a processor's message slots: sixteen of 256 bytes (Hypervisor Top Level Functional Specification,
 * HV_MESSAGE). A slot is
 *
 * <pre>
 *   0  message type, 0 = empty
 *   4  payload size (1 byte)
 *   5  flags (1 byte), bit 0 = another message waits
 *   6  reserved
 *   8  sender: the number of the port it came by, 0 for the bus
 *  16  payload, 240 bytes
 * </pre>
 */
public final class MessagePage {

    public static final int MAX_PAYLOAD_BYTES = 240;

    private static final int SLOT_BYTES = 256;
    private static final int SIZE_AND_FLAGS = 4;
    private static final int SENDER = 8;
    private static final int PAYLOAD = 16;
    private static final int PENDING = 1 << 8;

    private MessagePage() {}

    /** The hypervisor puts a message into an empty slot; false if it is not empty, and then the guest will end that message. */
    static boolean put(GuestMemory memory, long page, int source, int type, int sender, byte[] payload, boolean more) {
        long slot = slot(page, source);
        if (!isEmpty(memory, slot)) return false;
        memory.write(slot + PAYLOAD, MemorySegment.ofArray(payload), 0, payload.length);
        memory.putI64(slot + SENDER, sender);
        memory.putI32(slot + SIZE_AND_FLAGS, payload.length | (more ? PENDING : 0));
        memory.putI32Release(slot, type);
        return true;
    }

    private static boolean isEmpty(GuestMemory memory, long slot) {
        if (memory.i32Acquire(slot) == 0) return true;
        memory.getAndOrI32(slot + SIZE_AND_FLAGS, PENDING);
        // The guest may have emptied the slot before it could see the bit: then nobody would come back for the message.
        VarHandle.fullFence();
        return memory.i32Acquire(slot) == 0;
    }

    /** The type of the message in a source's slot, 0 if there is none. */
    public static int type(GuestMemory memory, long page, int source) {
        return memory.i32Acquire(slot(page, source));
    }

    /**
     * The guest copies the payload out of its slot.
     *
     * @param to at least {@link #MAX_PAYLOAD_BYTES} long
     * @return the payload's size
     */
    public static int copyPayload(GuestMemory memory, long page, int source, MemorySegment to) {
        long slot = slot(page, source);
        int length = Math.min(memory.u8(slot + SIZE_AND_FLAGS), MAX_PAYLOAD_BYTES);
        memory.read(slot + PAYLOAD, to, 0, length);
        return length;
    }

    /** The guest empties its slot; whether it must now write {@link SynIc#EOM} to be given the next message. */
    public static boolean release(GuestMemory memory, long page, int source, int type) {
        long slot = slot(page, source);
        memory.compareAndSetI32(slot, type, 0);
        VarHandle.fullFence();
        return (memory.i32(slot + SIZE_AND_FLAGS) & PENDING) != 0;
    }

    private static long slot(long page, int source) {
        return page + (long) source * SLOT_BYTES;
    }
}
