package viridian.partitions.vmbus;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import viridian.partitions.GuestFault;
import viridian.partitions.GuestMemory;
import viridian.partitions.GuestPages;
import viridian.partitions.vmbus.ring.PacketType;

/**
 * The parent's side of one device on a bus: its number, whether its guest knows it, and its open channel. Belongs to
 * whoever holds the bus, except for {@link #signalPeer}.
 */
final class HostChannel implements ChannelEnd {

    private final Vmbus bus;
    private final HostGpadls gpadls;
    private final VmbusDevice device;
    private final ChannelOffer offer;
    private final int relid;
    private final Deque<Integer> held = new ArrayDeque<>();
    private @Nullable VmbusChannel open;
    private boolean revoked;
    private volatile int targetProcessor;

    /** A channel of a device, its first one or another. */
    HostChannel(Vmbus bus, HostGpadls gpadls, VmbusDevice device, ChannelOffer offer, int relid) {
        this.bus = bus;
        this.gpadls = gpadls;
        this.device = device;
        this.offer = offer;
        this.relid = relid;
    }

    ChannelOffer offer() {
        return offer;
    }

    VmbusDevice device() {
        return device;
    }

    int relid() {
        return relid;
    }

    /** The connection by which the guest signals this channel. To the guest it is a number. */
    int connection() {
        return relid | Wire.INTERRUPT_SOURCE << 12;
    }

    VmbusMessage.Offer message() {
        return new VmbusMessage.Offer(offer, relid, connection());
    }

    boolean isOpen() {
        return open != null;
    }

    boolean isRevoked() {
        return revoked;
    }

    /** The device is withdrawn; the number stays taken until the guest has let go of it. */
    void revoke() {
        revoked = true;
    }

    /** The guest opens the channel; a {@link GuestFault} if it may not, and then nothing is open. */
    void open(VmbusMessage.Open message) {
        if (open != null || revoked) throw new GuestFault("%s cannot be opened now".formatted(offer));
        bus.checkProcessor(message.targetProcessor());
        targetProcessor = message.targetProcessor();
        try {
            VmbusChannel channel = new VmbusChannel(offer, this);
            startRings(channel, gpadl(message.ringGpadl()), message.downstreamPage());
            open = channel;
            device.open(channel);
        } catch (GuestFault fault) {
            open = null;
            releaseAll();
            throw fault;
        }
    }

    private static void startRings(VmbusChannel channel, GuestPages rings, int downstreamPage) {
        long split = (downstreamPage & 0xFFFF_FFFFL) * GuestMemory.PAGE_BYTES;
        if (!rings.isPageAligned() || split >= rings.length()) {
            throw new GuestFault("rings of %d and %d bytes".formatted(split, rings.length() - split));
        }
        GuestPages fromGuest = rings.part(0, split);
        GuestPages toGuest = rings.part(split, rings.length() - split);
        channel.start(toGuest, fromGuest, PacketType.TRANSFER_PAGES);
    }

    /** The guest closes the channel, or it is closed for it; nothing happens if it is not open. */
    void shut() {
        VmbusChannel channel = open;
        if (channel == null) return;
        if (offer.subchannel() == 0) bus.withdrawSubchannels(this);
        device.close(channel);
        channel.stop();
        open = null;
        releaseAll();
    }

    private void releaseAll() {
        held.forEach(gpadls::release);
        held.clear();
    }

    /** The guest wants its signals on another processor. */
    void move(int processor) {
        if (open == null || processor == Wire.NO_PROCESSOR) throw new GuestFault("%s cannot be moved".formatted(offer));
        bus.checkProcessor(processor);
        targetProcessor = processor;
    }

    /** The guest signalled. */
    void signalled() {
        VmbusChannel channel = open;
        if (channel != null) channel.signalled();
    }

    @Override
    public GuestMemory memory() {
        return bus.memory();
    }

    @Override
    public void signalPeer() {
        int processor = targetProcessor;
        if (processor != Wire.NO_PROCESSOR) bus.signalGuest(relid, processor);
    }

    @Override
    public void comeBack() {
        bus.attendTo(relid);
    }

    @Override
    public void close() {
        VmbusChannel channel = open;
        if (channel != null) channel.stop();
    }

    @Override
    public int offerSubchannels(int count) {
        if (offer.subchannel() != 0) throw new IllegalStateException("%s has no subchannels".formatted(offer));
        return bus.offerSubchannels(this, count);
    }

    @Override
    public GuestPages gpadl(int handle) {
        synchronized (bus) {
            GuestPages pages = gpadls.hold(relid, handle);
            held.add(handle);
            return pages;
        }
    }

    @Override
    public void releaseGpadl(int handle) {
        synchronized (bus) {
            if (held.removeFirstOccurrence(handle)) gpadls.release(handle);
        }
    }
}
