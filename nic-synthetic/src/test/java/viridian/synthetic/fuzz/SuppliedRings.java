package viridian.synthetic.fuzz;

import viridian.partitions.GuestMemory;
import viridian.partitions.GuestPages;
import viridian.partitions.vmbus.ring.PacketType;
import viridian.partitions.vmbus.ring.RingCounters;
import viridian.partitions.vmbus.ring.RingLayout;
import viridian.partitions.vmbus.ring.RingReader;
import viridian.partitions.vmbus.ring.RingWriter;

/** A channel's two rings in a memory, and the ends of them that the fuzzer's side has. */
final class SuppliedRings {

    final GuestPages up;
    final GuestPages down;
    final RingWriter writer;
    final RingReader reader;

    /** Empty rings of so many pages each, the guest's first. */
    private SuppliedRings(GuestMemory memory, long at, int pages, boolean isGuest) {
        long bytes = (long) pages * GuestMemory.PAGE_BYTES;
        up = GuestPages.contiguous(memory, at, bytes);
        down = GuestPages.contiguous(memory, at + bytes, bytes);
        RingLayout.initialize(up, true);
        RingLayout.initialize(down, true);
        writer = new RingWriter(isGuest ? up : down, new RingCounters());
        reader = isGuest
                ? new RingReader(down, PacketType.DIRECT, new RingCounters())
                : new RingReader(up, PacketType.TRANSFER_PAGES, new RingCounters());
    }

    static SuppliedRings ofGuest(GuestMemory memory, long at, int pages) {
        return new SuppliedRings(memory, at, pages, true);
    }

    static SuppliedRings ofHost(GuestMemory memory, long at, int pages) {
        return new SuppliedRings(memory, at, pages, false);
    }
}
