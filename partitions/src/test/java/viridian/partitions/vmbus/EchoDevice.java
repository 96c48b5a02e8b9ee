package viridian.partitions.vmbus;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import viridian.partitions.GuestFault;
import viridian.partitions.vmbus.ring.PacketDescriptor;

/** A device that completes each packet with its own payload and remembers what it was called for. */
final class EchoDevice implements VmbusDevice {

    static final Guid TYPE = Guid.parse("57164f39-9115-4e78-ab55-382f3bd5422d");

    final List<String> events = new ArrayList<>();
    boolean refuses;
    long latency;
    byte[] saved = {};
    byte[] restored = {};
    int limit = 64;

    private final ChannelOffer offer;
    private @Nullable VmbusChannel channel;

    EchoDevice(long instance) {
        offer = new ChannelOffer(TYPE, new Guid(0, instance));
    }

    VmbusChannel channel() {
        VmbusChannel now = channel;
        if (now == null) throw new AssertionError("not open");
        return now;
    }

    @Override
    public ChannelOffer offer() {
        return offer;
    }

    @Override
    public void open(VmbusChannel opened) {
        if (refuses) throw new GuestFault("we are closed");
        int subchannel = opened.offer().subchannel();
        events.add(subchannel == 0 ? "open" : "open " + subchannel);
        listen(opened);
    }

    private void listen(VmbusChannel opened) {
        if (opened.offer().subchannel() == 0) channel = opened;
        opened.onSignal(() -> {
            opened.receive(packet -> echo(opened, packet), limit);
            opened.flush();
        });
    }

    @Override
    public long monitorLatencyNanos() {
        return latency;
    }

    @Override
    public byte[] save(VmbusChannel open) {
        return saved;
    }

    @Override
    public void restore(VmbusChannel open, byte[] state) {
        if (refuses) throw new GuestFault("we are closed");
        int subchannel = open.offer().subchannel();
        events.add(subchannel == 0 ? "restore" : "restore " + subchannel);
        restored = state;
        listen(open);
    }

    private void echo(VmbusChannel to, PacketDescriptor packet) {
        events.add("packet " + packet.transactionId());
        if (packet.completionRequested()) {
            to.complete(packet.transactionId(), packet.memory(), packet.payloadAt(), packet.payloadLength());
        }
    }

    @Override
    public void close(VmbusChannel closed) {
        int subchannel = closed.offer().subchannel();
        events.add(subchannel == 0 ? "close" : "close " + subchannel);
        if (subchannel == 0) channel = null;
    }
}
