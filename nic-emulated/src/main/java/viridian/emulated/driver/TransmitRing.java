package viridian.emulated.driver;

import viridian.emulated.device.Descriptor;
import viridian.partitions.GuestMemory;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.InlineTag;

/**
 * The driver's transmit descriptors, each with a buffer of its own. May be called by several threads.
 *
 * <p>The adapter tells when the ring has run empty; only when it is half or nearly full does the driver ask for an
 * interrupt of its own, as the Linux tulip driver does.
 */
final class TransmitRing {

    /** As many as the Linux tulip driver has. */
    static final int SLOTS = 32;

    static final int BUFFER_BYTES = 1536;

    /** Bytes of guest memory it takes. */
    static final int BYTES = SLOTS * (Descriptor.BYTES + BUFFER_BYTES);

    private static final int WHOLE_FRAME = Descriptor.FIRST | Descriptor.LAST;

    private final GuestMemory memory;
    private final long base;
    private int next;
    private int oldest;
    private int used;

    /** An empty ring in memory of zeroes. */
    TransmitRing(GuestMemory memory, long base) {
        this.memory = memory;
        this.base = base;
    }

    /** Where the adapter finds the first descriptor. */
    long base() {
        return base;
    }

    /** Copies a frame into the ring; false if it is full. */
    synchronized boolean put(Frame frame) {
        reclaim();
        if (used == SLOTS) return false;
        int length = InlineTag.write(frame, memory.segment(), buffer(next));
        boolean telling = used + 1 == SLOTS / 2 || used + 1 >= SLOTS - 2;
        publish(WHOLE_FRAME | (telling ? Descriptor.INTERRUPT : 0) | length);
        return true;
    }

    /**
     * Puts a setup frame into the ring; false if it is full. In front of it, except at the ring's beginning, goes a
     * descriptor of nothing: a real adapter errs otherwise. That one is handed over last.
     */
    synchronized boolean putFilter(FilterTable filter) {
        reclaim();
        if (used > SLOTS - 2) return false;
        int first = next;
        if (first != 0) write(0, 0);
        filter.write(memory, buffer(next));
        int setup = next;
        write(filter.control(), buffer(next));
        own(setup);
        if (first != setup) own(first);
        return true;
    }

    /** Hands the next descriptor to the adapter. */
    private void publish(int control) {
        int slot = next;
        write(control, buffer(slot));
        own(slot);
    }

    /** Fills the next descriptor, which is the driver's still. */
    private void write(int control, long buffer) {
        long descriptor = descriptor(next);
        boolean last = next == SLOTS - 1;
        memory.putI32(descriptor + Descriptor.CONTROL, control | (last ? Descriptor.END_OF_RING : 0));
        memory.putI32(descriptor + Descriptor.BUFFER_1, (int) buffer);
        next = (next + 1) % SLOTS;
        used++;
    }

    private void own(int slot) {
        memory.putI32Release(descriptor(slot), Descriptor.OWN);
    }

    private long descriptor(int slot) {
        return base + (long) slot * Descriptor.BYTES;
    }

    /** Takes back what the adapter is done with. */
    synchronized void reclaim() {
        while (used > 0 && memory.i32Acquire(descriptor(oldest)) >= 0) {
            oldest = (oldest + 1) % SLOTS;
            used--;
        }
    }

    private long buffer(int slot) {
        return base + SLOTS * Descriptor.BYTES + (long) slot * BUFFER_BYTES;
    }
}
