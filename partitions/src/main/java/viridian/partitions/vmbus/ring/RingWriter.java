package viridian.partitions.vmbus.ring;

import static viridian.partitions.GuestMemory.PAGE_BYTES;
import static viridian.partitions.vmbus.ring.RingLayout.FEATURE_BITS;
import static viridian.partitions.vmbus.ring.RingLayout.INTERRUPT_MASK;
import static viridian.partitions.vmbus.ring.RingLayout.PENDING_SEND_SIZE;
import static viridian.partitions.vmbus.ring.RingLayout.PENDING_SEND_SIZE_USED;
import static viridian.partitions.vmbus.ring.RingLayout.READ_INDEX;
import static viridian.partitions.vmbus.ring.RingLayout.TRAILER_BYTES;
import static viridian.partitions.vmbus.ring.RingLayout.WRITE_INDEX;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import viridian.partitions.GuestPages;

/**
 * The writing end of a ring (Linux drivers/hv/ring_buffer.c). Packets are written behind one another and become visible
 * to the reader together, by {@link #publish}.
 *
 * <p>Belongs to one thread at a time. What the other side can write is checked when read; a
 * {@link viridian.partitions.GuestFault} means the ring is beyond use.
 */
public final class RingWriter {

    /** The length field of a packet counts eight bytes in 16 bits. */
    private static final int MAX_PACKET_BYTES = 0xFFFF * 8;

    private final GuestPages ring;
    private final RingData data;
    private final int dataBytes;
    private final boolean usesPendingSendSize;
    /** Where the next word goes. */
    private int write;
    /** The write index as the reader sees it. */
    private int published;
    /** The read index as last seen; it only grows, so what it leaves free is free. */
    private int read;

    /** Where the packet being written begins. */
    private int start;

    private boolean blocked;
    /** The index was published on the way, and the reader has not been signalled for that. */
    private boolean owesSignal;

    private final RingCounters counters;
    /** Packets written since the last one that was counted. */
    private int uncounted;

    /** The writer of a ring as it stands: one that was in use goes on where it was. */
    public RingWriter(GuestPages ring, RingCounters counters) {
        this.ring = ring;
        this.counters = counters;
        data = new RingData(ring);
        dataBytes = data.bytes();
        published = RingLayout.index(ring, WRITE_INDEX, dataBytes);
        write = published;
        read = RingLayout.index(ring, READ_INDEX, dataBytes);
        usesPendingSendSize = (ring.i32(FEATURE_BITS) & PENDING_SEND_SIZE_USED) != 0;
    }

    /**
     * Writes a packet without ranges.
     *
     * @param type {@link PacketType#IN_BAND} or {@link PacketType#COMPLETION}
     * @param at where the payload begins in {@code payload}
     * @return false if there is no room: nothing was written; publish what there is, and the reader signals when it has
     *     made room
     */
    public boolean write(int type, long id, boolean completion, MemorySegment payload, long at, int length) {
        if (!begin(type, PacketDescriptor.HEADER_BYTES, id, completion, length)) return false;
        finish(payload, at, length);
        return true;
    }

    /**
     * Writes a packet about ranges of a buffer the reader handed over; see {@link #write}.
     *
     * @param setId the buffer's number
     * @param offsets where in the buffer each range begins
     * @param lengths the bytes of each range
     * @param ranges how many of them count
     */
    public boolean writeTransferPages(
            int setId,
            int[] offsets,
            int[] lengths,
            int ranges,
            long id,
            boolean completion,
            MemorySegment payload,
            long at,
            int length) {
        int head = PacketDescriptor.RANGES + ranges * Long.BYTES;
        if (!begin(PacketType.TRANSFER_PAGES, head, id, completion, length)) return false;
        putWord((setId & 0xFFFF) | ((long) ranges << 32));
        for (int i = 0; i < ranges; i++) putWord((lengths[i] & 0xFFFF_FFFFL) | ((long) offsets[i] << 32));
        finish(payload, at, length);
        return true;
    }

    /**
     * Writes a packet about ranges of the guest's memory; see {@link #write}.
     *
     * @param stretches address and length in bytes of each range, one after the other; a range that crosses pages names
     *     each of them
     * @param ranges how many ranges count
     */
    public boolean writeDirect(
            long[] stretches, int ranges, long id, boolean completion, MemorySegment payload, long at, int length) {
        int pages = 0;
        for (int i = 0; i < ranges; i++) pages += pagesOf(stretches[2 * i], stretches[2 * i + 1]);
        int head = PacketDescriptor.RANGES + (ranges + pages) * Long.BYTES;
        if (!begin(PacketType.DIRECT, head, id, completion, length)) return false;
        putWord((long) ranges << 32);
        for (int i = 0; i < ranges; i++) putRange(stretches[2 * i], stretches[2 * i + 1]);
        finish(payload, at, length);
        return true;
    }

    /**
     * Shows the reader everything written since the last time.
     *
     * @return whether the reader must be signalled: it may be asleep
     */
    public boolean publish() {
        boolean isNothing = write == published && !owesSignal;
        boolean signal = show() || owesSignal;
        owesSignal = false;
        if (!isNothing) counters.countShown(signal);
        return signal;
    }

    /** Publishes the write index; whether the reader may be asleep. */
    private boolean show() {
        if (write == published) return false;
        int before = published;
        counters.count(uncounted, RingLayout.distance(published, write, dataBytes));
        uncounted = 0;
        published = write;
        // The index is published before mask and read index are read: the other way round, a reader just gone idle is
        // never woken.
        VarHandle.fullFence();
        ring.putI32Volatile(WRITE_INDEX, write);
        VarHandle.fullFence();
        if (ring.i32(INTERRUPT_MASK) != 0) return false;
        read = RingLayout.index(ring, READ_INDEX, dataBytes);
        return read == before;
    }

    /** Bytes that packets may take now, head, padding and trailer counted. */
    public int free() {
        read = RingLayout.index(ring, READ_INDEX, dataBytes);
        return freeAsSeen();
    }

    /** Bytes of data in the ring. */
    public int dataBytes() {
        return dataBytes;
    }

    /** Bytes of the ring that packets take, for who only looks on; any thread. */
    public int used() {
        return RingLayout.used(ring, dataBytes);
    }

    /** A copy of the packet written last, without trailer, for who looks on; belongs to the writing thread. */
    public MemorySegment last() {
        int length = RingLayout.distance(start, write, dataBytes) - TRAILER_BYTES;
        MemorySegment copy = MemorySegment.ofArray(new byte[length]);
        data.read(start, copy, 0, length);
        return copy;
    }

    private int freeAsSeen() {
        return dataBytes - RingLayout.distance(read, write, dataBytes) - Long.BYTES;
    }

    private boolean begin(int type, int headBytes, long id, boolean completion, int payloadBytes) {
        int packet = headBytes + padded(payloadBytes);
        if (packet > MAX_PACKET_BYTES) throw new IllegalArgumentException("no packet has " + packet + " bytes");
        if (!hasRoom(packet + TRAILER_BYTES)) {
            counters.countBlocked();
            return false;
        }
        uncounted++;
        start = write;
        long head = type | ((headBytes / 8L) << 16) | ((packet / 8L) << 32) | (completion ? 1L << 48 : 0);
        write = data.putWords(start, head, id);
        return true;
    }

    private boolean hasRoom(int bytes) {
        if (bytes <= freeAsSeen() || bytes <= free()) return unblock();
        if (!usesPendingSendSize) return false;
        // The reader counts what is free by the published index: with packets it cannot see it would find that there
        // has
        // been room all along, and wake nobody.
        owesSignal |= show();
        ring.putI32Volatile(PENDING_SEND_SIZE, bytes);
        blocked = true;
        // The reader may have made room before it could see the size: then it will not signal, so look again.
        VarHandle.fullFence();
        return bytes <= free() && unblock();
    }

    private boolean unblock() {
        if (blocked) ring.putI32Volatile(PENDING_SEND_SIZE, 0);
        blocked = false;
        return true;
    }

    private void finish(MemorySegment payload, long at, int length) {
        if ((length & 7) != 0) data.putWord(data.wrapped(write + (length & ~7)), 0);
        data.write(write, payload, at, length);
        int trailer = data.wrapped(write + padded(length));
        data.putWord(trailer, (long) start << 32);
        write = data.wrapped(trailer + Long.BYTES);
    }

    private void putRange(long gpa, long length) {
        putWord(length | ((gpa % PAGE_BYTES) << 32));
        long first = gpa / PAGE_BYTES;
        for (int i = 0; i < pagesOf(gpa, length); i++) putWord(first + i);
    }

    private void putWord(long word) {
        data.putWord(write, word);
        write = data.wrapped(write + Long.BYTES);
    }

    private static int pagesOf(long gpa, long length) {
        return (int) ((gpa % PAGE_BYTES + length + PAGE_BYTES - 1) / PAGE_BYTES);
    }

    private static int padded(int length) {
        return (length + 7) & ~7;
    }
}
