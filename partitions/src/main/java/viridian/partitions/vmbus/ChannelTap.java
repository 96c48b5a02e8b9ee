package viridian.partitions.vmbus;

import java.lang.foreign.MemorySegment;
import java.util.function.LongSupplier;
import viridian.partitions.vmbus.ring.PacketDescriptor;
import viridian.partitions.vmbus.ring.PacketHandler;
import viridian.partitions.vmbus.ring.RingWriter;

/** Shows what goes through one end of a channel to somebody who looks on. */
final class ChannelTap {

    private final ChannelOffer offer;
    private final ChannelWatcher watcher;
    private final LongSupplier nanoTime;
    private final ChannelWatcher.Direction out;
    private final ChannelWatcher.Direction in;

    ChannelTap(ChannelOffer offer, boolean atHost, ChannelWatcher watcher, LongSupplier nanoTime) {
        this.offer = offer;
        this.watcher = watcher;
        this.nanoTime = nanoTime;
        out = atHost ? ChannelWatcher.Direction.TO_GUEST : ChannelWatcher.Direction.TO_HOST;
        in = atHost ? ChannelWatcher.Direction.TO_HOST : ChannelWatcher.Direction.TO_GUEST;
    }

    /** A packet was just written. */
    void written(RingWriter to) {
        MemorySegment packet = to.last();
        watcher.packet(offer, out, nanoTime.getAsLong(), packet, (int) packet.byteSize());
    }

    /** Has packets seen before they are handled. */
    PacketHandler before(PacketHandler handler) {
        return packet -> {
            read(packet);
            handler.packet(packet);
        };
    }

    private void read(PacketDescriptor packet) {
        watcher.packet(offer, in, nanoTime.getAsLong(), packet.memory(), packet.length());
    }
}
