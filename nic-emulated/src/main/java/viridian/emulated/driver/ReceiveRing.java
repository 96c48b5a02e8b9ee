package viridian.emulated.driver;

import viridian.emulated.device.Descriptor;
import viridian.partitions.GuestMemory;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameSink;
import viridian.vswitch.frame.InlineTag;

/** The driver's receive descriptors, each with a buffer for a whole frame. Belongs to the guest's processor. */
final class ReceiveRing {

    /** As many as the Linux tulip driver has. */
    static final int SLOTS = 128;

    static final int BUFFER_BYTES = 1536;

    /** Bytes of guest memory it takes. */
    static final int BYTES = SLOTS * (Descriptor.BYTES + BUFFER_BYTES);

    private static final int WHOLE_FRAME = Descriptor.RECEIVED_FIRST | Descriptor.RECEIVED_LAST;
    private static final int LENGTH_MASK = 0x3FFF;
    private static final int CHECK_BYTES = 4;

    private final GuestMemory memory;
    private final long base;
    private final Frame frame = new Frame();
    private int next;

    /** A ring whose every buffer is the adapter's. */
    ReceiveRing(GuestMemory memory, long base) {
        this.memory = memory;
        this.base = base;
        for (int slot = 0; slot < SLOTS; slot++) prepare(slot);
    }

    private void prepare(int slot) {
        boolean last = slot == SLOTS - 1;
        long descriptor = descriptor(slot);
        memory.putI32(descriptor + Descriptor.CONTROL, BUFFER_BYTES | (last ? Descriptor.END_OF_RING : 0));
        memory.putI32(descriptor + Descriptor.BUFFER_1, (int) buffer(slot));
        memory.putI32Release(descriptor + Descriptor.STATUS, Descriptor.OWN);
    }

    /** Where the adapter finds the first descriptor. */
    long base() {
        return base;
    }

    /** Hands over what has arrived, at most {@code limit} frames; returns how many descriptors it took. */
    int drain(FrameSink receiver, int limit) {
        int taken = 0;
        while (taken < limit) {
            int status = memory.i32Acquire(descriptor(next));
            if ((status & Descriptor.OWN) != 0) break;
            if ((status & (WHOLE_FRAME | Descriptor.DESCRIPTOR_ERROR)) == WHOLE_FRAME) hand(status, receiver);
            memory.putI32Release(descriptor(next), Descriptor.OWN);
            next = (next + 1) % SLOTS;
            taken++;
        }
        return taken;
    }

    /** The frame is lent right out of its buffer, without the check sequence. */
    private void hand(int status, FrameSink receiver) {
        int length = ((status >> Descriptor.LENGTH_SHIFT) & LENGTH_MASK) - CHECK_BYTES;
        if (InlineTag.lend(frame, memory.segment(), buffer(next), length)) receiver.accept(frame);
    }

    private long descriptor(int slot) {
        return base + (long) slot * Descriptor.BYTES;
    }

    private long buffer(int slot) {
        return base + SLOTS * Descriptor.BYTES + (long) slot * BUFFER_BYTES;
    }
}
