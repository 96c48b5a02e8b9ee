package viridian.emulated.driver;

import viridian.emulated.device.AddressFilter;
import viridian.emulated.device.Descriptor;
import viridian.partitions.GuestMemory;
import viridian.vswitch.frame.BigEndian;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.InlineTag;
import viridian.vswitch.frame.MacAddress;

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

    /** Puts a setup frame into the ring: hear this address and all stations. */
    synchronized void putFilter(MacAddress own) {
        long at = buffer(next);
        for (int i = 0; i < AddressFilter.ADDRESSES - 1; i++) list(at, i, Frame.BROADCAST);
        list(at, AddressFilter.ADDRESSES - 1, own.bits());
        publish(Descriptor.SETUP | Descriptor.INTERRUPT | AddressFilter.SETUP_BYTES);
    }

    /** Two bytes of the address in the low half of each of three words. */
    private void list(long setup, int index, long address) {
        long at = setup + (long) index * AddressFilter.ADDRESS_STRIDE;
        for (int i = 0; i < 3; i++) BigEndian.putU16(memory.segment(), at + 4L * i, (int) (address >> (32 - 16 * i)));
    }

    /** Hands the next descriptor to the adapter. */
    private void publish(int control) {
        long descriptor = base + (long) next * Descriptor.BYTES;
        boolean last = next == SLOTS - 1;
        memory.putI32(descriptor + Descriptor.CONTROL, control | (last ? Descriptor.END_OF_RING : 0));
        memory.putI32(descriptor + Descriptor.BUFFER_1, (int) buffer(next));
        memory.putI32Release(descriptor + Descriptor.STATUS, Descriptor.OWN);
        next = (next + 1) % SLOTS;
        used++;
    }

    /** Takes back what the adapter is done with. */
    synchronized void reclaim() {
        while (used > 0 && memory.i32Acquire(base + (long) oldest * Descriptor.BYTES) >= 0) {
            oldest = (oldest + 1) % SLOTS;
            used--;
        }
    }

    private long buffer(int slot) {
        return base + SLOTS * Descriptor.BYTES + (long) slot * BUFFER_BYTES;
    }
}
