package viridian.partitions.vmbus;

import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import viridian.partitions.DirectMemory;
import viridian.partitions.GuestFault;
import viridian.partitions.GuestMemory;
import viridian.partitions.GuestPages;
import viridian.partitions.vmbus.ring.PacketType;

/** An end of a channel that hangs on no bus, for either side. */
abstract class SuppliedEnd implements ChannelEnd {

    private @Nullable VmbusChannel channel;

    /** The channel this is the end of. */
    VmbusChannel channel(ChannelOffer offer) {
        VmbusChannel made = new VmbusChannel(offer, this);
        channel = made;
        return made;
    }

    @Override
    public void close() {
        VmbusChannel now = channel;
        if (now != null) now.stop();
    }

    /** The host's. */
    static final class Host extends SuppliedEnd {

        private final SuppliedChannel supplied;

        Host(SuppliedChannel supplied) {
            this.supplied = supplied;
        }

        @Override
        public GuestMemory memory() {
            return supplied.memory();
        }

        @Override
        public DirectMemory direct() {
            return supplied.direct();
        }

        @Override
        public boolean isHost() {
            return true;
        }

        @Override
        public void signalPeer() {
            supplied.signal();
        }

        @Override
        public void comeBack() {
            supplied.comeBack();
        }

        @Override
        public GuestPages gpadl(int handle) {
            GuestPages pages = supplied.gpadl(handle);
            if (pages == null) throw new GuestFault("no GPADL 0x%x here".formatted(handle));
            return pages;
        }

        @Override
        public void releaseGpadl(int handle) {
            // Whoever supplied the memory takes it back with the channel.
        }

        @Override
        public int subchannelsToOffer(int count) {
            return supplied.subchannelsToOffer(count);
        }

        @Override
        public int offerSubchannels(int count) {
            return supplied.offerSubchannels(count);
        }
    }

    /** The guest's: what a driver asks of the bus has been done before. */
    static final class Guest extends SuppliedEnd {

        private final SuppliedGuest supplied;
        private @Nullable VmbusChannel opening;

        Guest(SuppliedGuest supplied) {
            this.supplied = supplied;
        }

        @Override
        VmbusChannel channel(ChannelOffer offer) {
            VmbusChannel made = super.channel(offer);
            opening = made;
            return made;
        }

        @Override
        public GuestMemory memory() {
            return supplied.memory();
        }

        @Override
        public boolean isHost() {
            return false;
        }

        @Override
        public void signalPeer() {
            supplied.signal();
        }

        @Override
        public void comeBack() {
            supplied.comeBack();
        }

        @Override
        public void open(int ringBytes, int targetProcessor, IntConsumer opened) {
            VmbusChannel now = opening;
            if (now == null) throw new IllegalStateException("opened before it was made");
            now.start(supplied.ringToHost(), supplied.ringToGuest(), PacketType.DIRECT);
            opened.accept(VmbusMessage.SUCCESS);
        }

        @Override
        public int establishGpadl(long gpa, long length, IntConsumer created) {
            int handle = supplied.gpadl(gpa, length);
            created.accept(VmbusMessage.SUCCESS);
            return handle;
        }

        @Override
        public void tearDownGpadl(int handle, Runnable tornDown) {
            tornDown.run();
        }
    }
}
