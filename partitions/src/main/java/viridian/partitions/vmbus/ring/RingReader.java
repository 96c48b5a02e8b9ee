package viridian.partitions.vmbus.ring;

import static viridian.partitions.vmbus.ring.RingLayout.FEATURE_BITS;
import static viridian.partitions.vmbus.ring.RingLayout.INTERRUPT_MASK;
import static viridian.partitions.vmbus.ring.RingLayout.PENDING_SEND_SIZE;
import static viridian.partitions.vmbus.ring.RingLayout.PENDING_SEND_SIZE_USED;
import static viridian.partitions.vmbus.ring.RingLayout.READ_INDEX;
import static viridian.partitions.vmbus.ring.RingLayout.TRAILER_BYTES;
import static viridian.partitions.vmbus.ring.RingLayout.WRITE_INDEX;

import java.lang.invoke.VarHandle;
import viridian.partitions.DirectMemory;
import viridian.partitions.GuestFault;
import viridian.partitions.GuestPages;

/**
 * The reading end of a ring (Linux drivers/hv/ring_buffer.c). Each packet is copied out once and checked before anyone
 * sees it, because its writer can change the ring at any time.
 *
 * <p>Belongs to one thread at a time. A {@link GuestFault} means the ring is beyond use.
 */
public final class RingReader {

    private final GuestPages ring;
    private final RingData data;
    private final int dataBytes;
    private final int refusedType;
    private final RingCounters counters;
    private final PacketDescriptor packet;
    private int read;
    private boolean more;
    private boolean mustSignal;

    /**
     * The reader of a ring as it stands.
     *
     * @param refusedType the one of {@link PacketType#TRANSFER_PAGES} and {@link PacketType#DIRECT} that cannot come from
     *     the other side
     */
    public RingReader(GuestPages ring, int refusedType, RingCounters counters) {
        this(ring, ring.memory(), refusedType, counters);
    }

    /**
     * The reader of a ring that is not in the memory its packets are about.
     *
     * @param direct what the page numbers in direct packets are of
     */
    public RingReader(GuestPages ring, DirectMemory direct, int refusedType, RingCounters counters) {
        this.ring = ring;
        this.counters = counters;
        this.refusedType = refusedType;
        data = new RingData(ring);
        dataBytes = data.bytes();
        read = RingLayout.index(ring, READ_INDEX, dataBytes);
        packet = new PacketDescriptor(direct);
    }

    /**
     * Hands packets over until the ring is empty or the limit is reached. Whoever stops at the limit comes back by itself,
     * see {@link #hasMore}: the writer believes it awake.
     *
     * @return how many packets were handed over
     */
    public int read(PacketHandler handler, int limit) {
        int count = 0;
        while (true) {
            ring.putI32Volatile(INTERRUPT_MASK, 1);
            count += drain(handler, limit - count);
            more = !rest();
            if (!more) return count;
            if (count >= limit) {
                ring.putI32Volatile(INTERRUPT_MASK, 1);
                return count;
            }
        }
    }

    /** Whether the last {@link #read} stopped at its limit with packets left. */
    public boolean hasMore() {
        return more;
    }

    /** Whether reading made the room a blocked writer waits for; asking forgets it. */
    public boolean mustSignal() {
        boolean signal = mustSignal;
        mustSignal = false;
        return signal;
    }

    /** Bytes of data in the ring. */
    public int dataBytes() {
        return dataBytes;
    }

    /** Bytes of the ring that packets take, for who only looks on; any thread. */
    public int used() {
        return RingLayout.used(ring, dataBytes);
    }

    /** Bytes of packets to be read. */
    public int available() {
        return RingLayout.distance(read, RingLayout.index(ring, WRITE_INDEX, dataBytes), dataBytes);
    }

    private int drain(PacketHandler handler, int limit) {
        int available = available();
        int before = read;
        int count = 0;
        while (available > 0 && count < limit) {
            available -= take(available);
            handler.packet(packet);
            count++;
        }
        if (read != before) {
            int taken = RingLayout.distance(before, read, dataBytes);
            counters.count(count, taken);
            publish(taken);
        }
        return count;
    }

    /** Copies the next packet out, checks it, and returns the bytes it took in the ring. */
    private int take(int available) {
        if (available < PacketDescriptor.HEADER_BYTES + TRAILER_BYTES) {
            throw new GuestFault("%d bytes are no packet".formatted(available));
        }
        // Read once: what is checked is what is used.
        long head = data.word(read);
        int length = PacketDescriptor.length(head);
        if (length < PacketDescriptor.HEADER_BYTES || length > available - TRAILER_BYTES) {
            throw new GuestFault("a packet of %d bytes where %d are".formatted(length, available));
        }
        int behindHead = data.wrapped(read + Long.BYTES);
        data.read(behindHead, packet.room(length), Long.BYTES, length - Long.BYTES);
        packet.show(head);
        if (packet.type() == refusedType) throw new GuestFault("a packet of type " + refusedType + " the wrong way");
        read = data.wrapped(read + length + TRAILER_BYTES);
        return length + TRAILER_BYTES;
    }

    private void publish(int taken) {
        VarHandle.fullFence();
        ring.putI32Volatile(READ_INDEX, read);
        // The room is published before the size is read: the other way round, a writer just blocked is never woken.
        VarHandle.fullFence();
        boolean isDue = isWaitedFor(taken);
        counters.countShown(isDue);
        mustSignal |= isDue;
    }

    /** Whether the room just made is what a blocked writer waits for. */
    private boolean isWaitedFor(int taken) {
        if ((ring.i32(FEATURE_BITS) & PENDING_SEND_SIZE_USED) == 0) return false;
        int wanted = ring.i32Acquire(PENDING_SEND_SIZE) & ~7;
        if (wanted == 0) return false;
        counters.countBlocked();
        int free = dataBytes - available();
        return free > wanted && free - taken <= wanted;
    }

    /** Asks for signals again; false if packets came before that could be seen. */
    private boolean rest() {
        ring.putI32Volatile(INTERRUPT_MASK, 0);
        VarHandle.fullFence();
        return available() == 0;
    }
}
