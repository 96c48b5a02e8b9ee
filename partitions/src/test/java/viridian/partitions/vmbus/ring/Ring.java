package viridian.partitions.vmbus.ring;

import static viridian.partitions.LittleEndian.putI64;

import java.lang.foreign.MemorySegment;
import viridian.partitions.GuestMemory;
import viridian.partitions.GuestPages;

/** One ring with both ends, in a memory of its own. */
final class Ring implements AutoCloseable {

    /** Where in memory the ring is; the pages before are for ranges. */
    static final long AT = 16 * 4096;

    final GuestMemory memory;
    final GuestPages pages;
    final RingWriter writer;
    final RingReader reader;

    private final MemorySegment number = MemorySegment.ofArray(new byte[8]);

    /** An empty ring with so many pages of data, that takes packets from a guest. */
    Ring(int dataPages) {
        this(dataPages, PacketType.TRANSFER_PAGES);
    }

    Ring(int dataPages, int refusedType) {
        memory = new GuestMemory(AT + (1 + dataPages) * 4096L);
        pages = GuestPages.contiguous(memory, AT, (1 + dataPages) * 4096L);
        RingLayout.initialize(pages, true);
        writer = new RingWriter(pages, new RingCounters());
        reader = new RingReader(pages, refusedType, new RingCounters());
    }

    /** Writes a packet of 16 + 8 bytes and its trailer, 32 in all. */
    boolean write(long value) {
        putI64(number, 0, value);
        return writer.write(PacketType.IN_BAND, value, false, number, 0, 8);
    }

    int control(int at) {
        return pages.i32(at);
    }

    @Override
    public void close() {
        memory.close();
    }
}
