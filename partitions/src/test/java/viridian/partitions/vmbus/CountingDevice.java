package viridian.partitions.vmbus;

import org.jspecify.annotations.Nullable;
import viridian.partitions.vmbus.ring.PacketDescriptor;
import viridian.partitions.vmbus.ring.PacketHandler;

/** Completes packets and counts them; makes no object for a packet. */
final class CountingDevice implements VmbusDevice {

    private final ChannelOffer offer = new ChannelOffer(EchoDevice.TYPE, new Guid(0, 7));
    private final PacketHandler complete = this::complete;
    private volatile long packets;
    private @Nullable VmbusChannel channel;

    long packets() {
        return packets;
    }

    @Override
    public ChannelOffer offer() {
        return offer;
    }

    @Override
    public void open(VmbusChannel opened) {
        channel = opened;
        opened.onSignal(() -> {
            opened.receive(complete, 16);
            opened.flush();
        });
    }

    private void complete(PacketDescriptor packet) {
        VmbusChannel to = channel;
        if (to == null) return;
        packets = packet.transactionId() + 1;
        if (!to.complete(packet.transactionId(), packet.memory(), packet.payloadAt(), packet.payloadLength())) {
            throw new AssertionError("the guest sends no more than it has room for answers");
        }
    }

    @Override
    public void close(VmbusChannel closed) {
        channel = null;
    }
}
