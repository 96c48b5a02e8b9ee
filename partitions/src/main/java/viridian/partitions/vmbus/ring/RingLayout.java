package viridian.partitions.vmbus.ring;

import static viridian.partitions.GuestMemory.PAGE_BYTES;

import viridian.partitions.GuestFault;
import viridian.partitions.GuestPages;

/**
 * The control page in front of a ring's data (Linux include/linux/hyperv.h, struct hv_ring_buffer). Indices are byte
 * offsets in the data, multiples of 8; equal indices mean empty, so 8 bytes always stay free.
 */
public final class RingLayout {

    /** Where the writer's next packet goes. Written by the writer. */
    static final int WRITE_INDEX = 0;
    /** Where the reader's next packet is. Written by the reader. */
    static final int READ_INDEX = 4;
    /** Not 0: the reader is awake and wants no signal. Written by the reader. */
    static final int INTERRUPT_MASK = 8;
    /** How many bytes a blocked writer waits for, 0 if it is not blocked. Written by the writer. */
    static final int PENDING_SEND_SIZE = 12;
    /** Bit 0: the writer uses the pending send size. */
    static final int FEATURE_BITS = 64;

    static final int PENDING_SEND_SIZE_USED = 1;

    /** Where the data begins. */
    static final int DATA = PAGE_BYTES;

    /** Bytes behind every packet: 0 and the offset the packet started at. */
    static final int TRAILER_BYTES = 8;

    /** The least a ring can be made of: a control page and a page of data. */
    public static final int MIN_BYTES = 2 * PAGE_BYTES;

    private RingLayout() {}

    /**
     * Makes an empty ring of some pages.
     *
     * @param pendingSendSize whether writers say what they wait for, as guests do since VMBus 2.4
     */
    public static void initialize(GuestPages ring, boolean pendingSendSize) {
        for (int at = 0; at < DATA; at += Long.BYTES) ring.putI64(at, 0);
        if (pendingSendSize) ring.putI32(FEATURE_BITS, PENDING_SEND_SIZE_USED);
    }

    /** Bytes of data in a ring of this many pages. */
    static int dataBytes(GuestPages ring) {
        if (ring.length() < MIN_BYTES || ring.length() > Integer.MAX_VALUE || ring.length() % PAGE_BYTES != 0) {
            throw new GuestFault("no ring is made of %d bytes".formatted(ring.length()));
        }
        return (int) ring.length() - DATA;
    }

    /** An index as the other side left it, if it can be one. */
    static int index(GuestPages ring, int at, int dataBytes) {
        int index = ring.i32Acquire(at);
        if (index < 0 || index >= dataBytes || (index & 7) != 0) {
            throw new GuestFault("0x%x is no index into a ring of %d bytes".formatted(index, dataBytes));
        }
        return index;
    }

    /** Bytes of packets in a ring as its control page stands, 0 if it stands wrong; for who only looks on. */
    static int used(GuestPages ring, int dataBytes) {
        int write = ring.i32Acquire(WRITE_INDEX);
        int read = ring.i32Acquire(READ_INDEX);
        boolean isGood = write >= 0 && write < dataBytes && read >= 0 && read < dataBytes;
        return isGood ? distance(read, write, dataBytes) : 0;
    }

    /** Bytes from one index on to another. */
    static int distance(int from, int to, int dataBytes) {
        return to >= from ? to - from : to - from + dataBytes;
    }
}
