package viridian.partitions.vmbus;

import java.util.HashSet;
import java.util.Set;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import viridian.partitions.Doorbell;
import viridian.partitions.GuestMemory;
import viridian.partitions.GuestPages;
import viridian.partitions.VirtualProcessor;
import viridian.partitions.vmbus.ring.PacketType;
import viridian.partitions.vmbus.ring.RingLayout;

/** The guest's side of one device that was offered to it. Belongs to the guest's processor. */
final class GuestChannel implements ChannelEnd {

    private final VmbusClient client;
    private final VmbusMessage.Offer offer;
    private final VmbusChannel channel;
    /** How the signal handler is run once more, where the host's signals run it. */
    private Doorbell again;

    /** Whose signals these are; see {@link #open}. */
    private VirtualProcessor processor;

    /** Memory of this channel that the host may look at. */
    private final Set<Integer> gpadls = new HashSet<>();

    private @Nullable VmbusDriver driver;
    private @Nullable Rings rings;
    private boolean rescinded;

    /** The rings' memory, and who waits for the channel to open. */
    private record Rings(long gpa, int bytesEach, int gpadl, int targetProcessor, IntConsumer opened) {}

    GuestChannel(VmbusClient client, VmbusMessage.Offer offer) {
        this.client = client;
        this.offer = offer;
        this.channel = new VmbusChannel(offer.channel(), this);
        this.processor = client.processor();
        this.again = new Doorbell(processor, channel::signalled);
    }

    int relid() {
        return offer.relid();
    }

    int connection() {
        return offer.connection();
    }

    /** The bit of the monitor pages that is this channel's, {@link MonitorPages#NONE} if none is. */
    int monitor() {
        return offer.monitor() < MonitorPages.COUNT ? offer.monitor() : MonitorPages.NONE;
    }

    /** Whether signalling its connection says enough: until 1.1 an offer does not tell. */
    boolean hasOwnDoorbell(VmbusVersion version) {
        return version.isAtLeast(VmbusVersion.V2_4) || (version == VmbusVersion.V1_1 && offer.dedicated());
    }

    ChannelOffer offer() {
        return offer.channel();
    }

    @Nullable
    VmbusDriver driver() {
        return driver;
    }

    /** Gives the device to a driver. */
    void probe(VmbusDriver by) {
        driver = by;
        by.probe(channel);
    }

    /** Whether the other is a further channel of the device this is the first channel of. */
    boolean isPrimaryOf(GuestChannel other) {
        ChannelOffer own = offer();
        return !rescinded
                && own.subchannel() == 0
                && own.type().equals(other.offer().type())
                && own.instance().equals(other.offer().instance());
    }

    /** Gives the driver a further channel. */
    void add(GuestChannel subchannel) {
        VmbusDriver by = driver;
        if (by != null) by.subchannel(subchannel.channel);
    }

    void signalled() {
        channel.signalled();
    }

    @Override
    public GuestMemory memory() {
        return client.memory();
    }

    @Override
    public boolean isHost() {
        return false;
    }

    @Override
    public void signalPeer() {
        client.signalHost(this);
    }

    @Override
    public void comeBack() {
        again.ring();
    }

    @Override
    public void open(int ringBytes, int targetProcessor, IntConsumer opened) {
        client.checkProcessor(targetProcessor);
        if (rings != null || rescinded) throw new IllegalStateException(offer() + " cannot be opened now");
        if (ringBytes < RingLayout.MIN_BYTES || ringBytes % GuestMemory.PAGE_BYTES != 0) {
            throw new IllegalArgumentException("no ring is made of " + ringBytes + " bytes");
        }
        long gpa = client.allocator().allocate(2L * ringBytes);
        RingLayout.initialize(GuestPages.contiguous(memory(), gpa, ringBytes), client.usesPendingSendSize());
        RingLayout.initialize(
                GuestPages.contiguous(memory(), gpa + ringBytes, ringBytes), client.usesPendingSendSize());
        signalTo(client.processor(client.signalledProcessor(targetProcessor)));
        int gpadl = establishGpadl(gpa, 2L * ringBytes, this::ringsShared);
        rings = new Rings(gpa, ringBytes, gpadl, targetProcessor, opened);
    }

    private void signalTo(VirtualProcessor wanted) {
        if (wanted.equals(processor)) return;
        processor = wanted;
        again = new Doorbell(wanted, channel::signalled);
    }

    private void ringsShared(int status) {
        Rings now = rings;
        if (now == null) return;
        if (status == VmbusMessage.SUCCESS) {
            int downstreamPage = now.bytesEach / GuestMemory.PAGE_BYTES;
            client.post(new VmbusMessage.Open(relid(), now.gpadl, now.gpadl, now.targetProcessor, downstreamPage));
        } else {
            rings = null;
            freeRings(now);
            now.opened.accept(status);
        }
    }

    /**
     * The host has answered that the channel is open, or cannot be.
     *
     * @param openId which request it answers: the channel may have been closed and opened again meanwhile
     */
    void opened(int openId, int status) {
        Rings now = rings;
        if (now == null || now.gpadl != openId || channel.isOpen()) return;
        if (status == VmbusMessage.SUCCESS) {
            GuestPages out = GuestPages.contiguous(memory(), now.gpa, now.bytesEach);
            GuestPages in = GuestPages.contiguous(memory(), now.gpa + now.bytesEach, now.bytesEach);
            channel.start(out, in, PacketType.DIRECT);
        } else {
            giveRingsBack();
        }
        now.opened.accept(status);
        // The host may have signalled before its answer was read.
        if (channel.isOpen()) again.ring();
    }

    @Override
    public void close() {
        if (!channel.isOpen() && rings == null) return;
        channel.stop();
        client.post(new VmbusMessage.Close(relid()));
        giveRingsBack();
    }

    private void giveRingsBack() {
        Rings now = rings;
        rings = null;
        if (now != null) tearDownGpadl(now.gpadl, () -> freeRings(now));
    }

    private void freeRings(Rings old) {
        VirtualProcessor first = client.processor();
        if (processor.equals(first)) {
            client.allocator().free(old.gpa, 2L * old.bytesEach);
        } else {
            // A handler may be at work there: when its processor comes to this, it is not any more.
            processor.execute(() -> first.execute(() -> client.allocator().free(old.gpa, 2L * old.bytesEach)));
        }
    }

    @Override
    public int establishGpadl(long gpa, long length, IntConsumer created) {
        int gpadl = client.nextGpadl();
        gpadls.add(gpadl);
        client.establish(relid(), gpadl, gpa, length, status -> {
            if (status != VmbusMessage.SUCCESS) gpadls.remove(gpadl);
            created.accept(status);
        });
        return gpadl;
    }

    @Override
    public void tearDownGpadl(int handle, Runnable tornDown) {
        client.tearDown(relid(), handle, () -> {
            gpadls.remove(handle);
            tornDown.run();
            if (rescinded) forgetWhenEmpty();
        });
    }

    /** The host took the device away: everything is given back, then its number. */
    void rescind() {
        rescinded = true;
        remove();
        giveRingsBack();
        for (int gpadl : Set.copyOf(gpadls)) {
            if (!client.isTearingDown(gpadl)) tearDownGpadl(gpadl, () -> {});
        }
        forgetWhenEmpty();
    }

    private void forgetWhenEmpty() {
        if (gpadls.isEmpty()) client.forget(this);
    }

    /** The bus is going: no more packets. */
    void stop() {
        channel.stop();
    }

    /** The bus is gone, and with it everything shared over it. */
    void lose() {
        remove();
        Rings now = rings;
        rings = null;
        if (now != null) freeRings(now);
    }

    private void remove() {
        channel.stop();
        VmbusDriver by = driver;
        driver = null;
        if (by != null) by.removed();
    }
}
