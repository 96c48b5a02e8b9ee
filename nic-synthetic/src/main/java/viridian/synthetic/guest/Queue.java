package viridian.synthetic.guest;

import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import viridian.partitions.GuestFault;
import viridian.partitions.vmbus.VmbusChannel;
import viridian.partitions.vmbus.ring.PacketDescriptor;
import viridian.partitions.vmbus.ring.PacketHandler;
import viridian.partitions.vmbus.ring.PacketType;
import viridian.synthetic.AdapterCounters;
import viridian.vswitch.frame.FrameSink;

/**
 * One channel of an adapter, for frames: the first one, on which everything else is said too, or a further one. What comes
 * on it is handled on its own processor of the guest.
 */
final class Queue implements PacketHandler {

    /** Packets handled before what they caused is shown to the host: our choice. */
    static final int BURST = 64;

    private final VmbusChannel channel;
    private final NetVsc driver;
    private final ToHost toHost;
    private final FromHost fromHost;
    private final AdapterCounters counters;

    /** The longest frame that is heard; 0 until the adapter is set up. */
    private volatile int mtu;

    Queue(VmbusChannel channel, NetVsc driver, Terms terms, SendSlots sections, int number) {
        this.channel = channel;
        this.driver = driver;
        counters = driver.countersOf(number);
        toHost = new ToHost(channel, terms, sections, counters);
        fromHost = new FromHost(channel.memory(), terms, counters);
    }

    VmbusChannel channel() {
        return channel;
    }

    ToHost toHost() {
        return toHost;
    }

    FromHost fromHost() {
        return fromHost;
    }

    /** From now on frames are heard. */
    void carry(int mtu) {
        this.mtu = mtu;
    }

    /** Of a further channel: opens it; told the host's status, 0 for success. */
    void open(int ringBytes, int processor, IntConsumer opened) {
        channel.onSignal(this::signalled);
        channel.open(ringBytes, processor, opened);
    }

    private void signalled() {
        channel.receive(this, BURST);
        flush();
    }

    void flush() {
        fromHost.flush();
        toHost.flush();
    }

    @Override
    public void packet(PacketDescriptor packet) {
        switch (packet.type()) {
            case PacketType.COMPLETION -> completed(packet);
            case PacketType.TRANSFER_PAGES -> {
                if (!fromHost.areFrames(packet)) throw new GuestFault("a control message on a further channel");
                frames(packet);
            }
            default -> {} // nothing else is said here
        }
    }

    /** The host has completed frames. */
    void completed(PacketDescriptor packet) {
        toHost.release(Transaction.kind(packet.transactionId()), Transaction.index(packet.transactionId()));
    }

    /** Hands on the frames of a checked announcement, and completes it. */
    void frames(PacketDescriptor packet) {
        int longest = mtu;
        @Nullable FrameSink receiver = longest == 0 ? null : driver.receiver();
        fromHost.deliver(packet, receiver, longest);
        complete(packet);
    }

    void complete(PacketDescriptor packet) {
        if (packet.completionRequested()) toHost.complete(packet.transactionId());
    }
}
