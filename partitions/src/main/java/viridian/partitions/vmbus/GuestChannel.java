package viridian.partitions.vmbus;

import java.util.HashSet;
import java.util.Set;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import viridian.partitions.Doorbell;
import viridian.partitions.GuestMemory;
import viridian.partitions.GuestPages;
import viridian.partitions.vmbus.ring.PacketType;
import viridian.partitions.vmbus.ring.RingLayout;
import viridian.partitions.vmbus.ring.RingReader;
import viridian.partitions.vmbus.ring.RingWriter;

/** The guest's side of one device that was offered to it. Belongs to the guest's processor. */
final class GuestChannel implements ChannelEnd {

    private final VmbusClient client;
    private final VmbusMessage.Offer offer;
    private final VmbusChannel channel;
    private final Doorbell again;

    /** Memory of this channel that the host may look at. */
    private final Set<Integer> gpadls = new HashSet<>();

    private @Nullable VmbusDriver driver;
    private @Nullable Rings rings;
    private boolean rescinded;

    /** The rings' memory, and who waits for the channel to open. */
    private record Rings(long gpa, int bytesEach, int gpadl, IntConsumer opened) {}

    GuestChannel(VmbusClient client, VmbusMessage.Offer offer) {
        this.client = client;
        this.offer = offer;
        this.channel = new VmbusChannel(offer.channel(), this);
        this.again = new Doorbell(client.processor(), channel::signalled);
    }

    int relid() {
        return offer.relid();
    }

    int connection() {
        return offer.connection();
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

    void signalled() {
        channel.signalled();
    }

    @Override
    public GuestMemory memory() {
        return client.memory();
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
    public void open(int ringBytes, IntConsumer opened) {
        if (rings != null || rescinded) throw new IllegalStateException(offer() + " cannot be opened now");
        if (ringBytes < RingLayout.MIN_BYTES || ringBytes % GuestMemory.PAGE_BYTES != 0) {
            throw new IllegalArgumentException("no ring is made of " + ringBytes + " bytes");
        }
        long gpa = client.allocator().allocate(2L * ringBytes);
        RingLayout.initialize(GuestPages.contiguous(memory(), gpa, ringBytes), client.usesPendingSendSize());
        RingLayout.initialize(
                GuestPages.contiguous(memory(), gpa + ringBytes, ringBytes), client.usesPendingSendSize());
        int gpadl = establishGpadl(gpa, 2L * ringBytes, this::ringsShared);
        rings = new Rings(gpa, ringBytes, gpadl, opened);
    }

    private void ringsShared(int status) {
        Rings now = rings;
        if (now == null) return;
        if (status == VmbusMessage.SUCCESS) {
            int downstreamPage = now.bytesEach / GuestMemory.PAGE_BYTES;
            client.post(new VmbusMessage.Open(relid(), now.gpadl, now.gpadl, 0, downstreamPage));
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
            channel.start(new RingWriter(out), new RingReader(in, PacketType.DIRECT));
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
        client.allocator().free(old.gpa, 2L * old.bytesEach);
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
