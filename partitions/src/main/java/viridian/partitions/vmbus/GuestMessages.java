package viridian.partitions.vmbus;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import viridian.partitions.hypercall.HypercallStatus;
import viridian.partitions.hypercall.MessagePort;

/**
 * Messages from a guest, until the parent's processor gets to them. The buffers are there from the start, so a guest
 * that posts without end only finds them used up.
 */
final class GuestMessages implements MessagePort {

    /** Our choice. */
    private static final int BUFFERS = 64;

    private final MemorySegment buffers = MemorySegment.ofArray(new byte[BUFFERS * VmbusMessage.MAX_BYTES]);
    private final int[] lengths = new int[BUFFERS];
    private final Runnable arrived;
    private int first;
    private int count;

    /** The wake-up is called on the guest's processor. */
    GuestMessages(Runnable arrived) {
        this.arrived = arrived;
    }

    @Override
    public HypercallStatus post(int type, MemorySegment payload, long at, int length) {
        if (type != Wire.MESSAGE_TYPE) return HypercallStatus.INVALID_PARAMETER;
        if (!add(payload, at, length)) return HypercallStatus.INSUFFICIENT_BUFFERS;
        arrived.run();
        return HypercallStatus.SUCCESS;
    }

    private synchronized boolean add(MemorySegment payload, long at, int length) {
        if (count == BUFFERS) return false;
        int buffer = (first + count++) % BUFFERS;
        lengths[buffer] = length;
        MemorySegment.copy(payload, at, buffers, (long) buffer * VmbusMessage.MAX_BYTES, length);
        return true;
    }

    /** Copies of all, the oldest first. */
    synchronized List<byte[]> all() {
        List<byte[]> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int buffer = (first + i) % BUFFERS;
            MemorySegment bytes = buffers.asSlice((long) buffer * VmbusMessage.MAX_BYTES, lengths[buffer]);
            all.add(bytes.toArray(ValueLayout.JAVA_BYTE));
        }
        return all;
    }

    /** Copies the oldest message out and returns its length, -1 if there is none. */
    synchronized int take(MemorySegment to) {
        if (count == 0) return -1;
        int length = lengths[first];
        MemorySegment.copy(buffers, (long) first * VmbusMessage.MAX_BYTES, to, 0, length);
        first = (first + 1) % BUFFERS;
        count--;
        return length;
    }
}
