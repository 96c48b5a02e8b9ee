package viridian.tools.bench.adapters;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import viridian.partitions.GuestMemory;
import viridian.partitions.GuestPages;
import viridian.partitions.vmbus.ring.PacketDescriptor;
import viridian.partitions.vmbus.ring.PacketHandler;
import viridian.partitions.vmbus.ring.PacketType;
import viridian.partitions.vmbus.ring.RingCounters;
import viridian.partitions.vmbus.ring.RingLayout;
import viridian.partitions.vmbus.ring.RingReader;
import viridian.partitions.vmbus.ring.RingWriter;

/** A ring alone: packets are written, shown and read by one thread, a burst at a time, as under load. */
final class RingRoad implements Road, PacketHandler {

    private static final int BURST = 64;

    /** What Linux gives each direction of an adapter's channel: 128 pages. */
    private static final int RING_BYTES = 128 * GuestMemory.PAGE_BYTES;

    private final GuestMemory memory = new GuestMemory(RING_BYTES);
    private final RingWriter writer;
    private final RingReader reader;
    private final MemorySegment payload;
    private final int payloadBytes;
    private final RingCounters written = new RingCounters();
    private final RingCounters taken = new RingCounters();
    private long read;
    private long ids;

    RingRoad(int payloadBytes) {
        GuestPages pages = GuestPages.contiguous(memory, 0, RING_BYTES);
        RingLayout.initialize(pages, true);
        this.writer = new RingWriter(pages, written);
        this.reader = new RingReader(pages, PacketType.DIRECT, taken);
        this.payload = Arena.global().allocate(payloadBytes);
        this.payloadBytes = payloadBytes;
    }

    @Override
    public void carry(int packets) {
        long until = read + packets;
        while (read < until) {
            int burst = (int) Math.min(BURST, until - read);
            for (int i = 0; i < burst; i++) {
                if (!writer.write(PacketType.IN_BAND, ids++, false, payload, 0, payloadBytes)) {
                    throw new IllegalStateException("no room in an empty ring");
                }
            }
            writer.publish();
            reader.read(this, burst);
        }
    }

    @Override
    public void packet(PacketDescriptor packet) {
        if (packet.transactionId() != read++) throw new IllegalStateException("packets out of order");
    }

    @Override
    public long lone() {
        return -1;
    }

    @Override
    public Cost cost() {
        // Each packet is copied into the ring, and out of it.
        return new Cost(
                written.packets() + taken.packets(),
                written.bytes() + taken.bytes(),
                written.signalsSent() + taken.signalsSent(),
                0,
                0);
    }

    @Override
    public void close() {
        memory.close();
    }
}
