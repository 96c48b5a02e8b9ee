package viridian.partitions.vmbus;

/** A guest's driver for one device. Everything here is called on the guest's processor. */
public interface VmbusDriver {

    /** The class of devices it drives. */
    Guid type();

    /** Whether it drives this very device; a driver drives one at a time. */
    default boolean drives(ChannelOffer offer) {
        return offer.subchannel() == 0 && offer.type().equals(type());
    }

    /** A device was offered. The channel is not open yet: see {@link VmbusChannel#open}. */
    void probe(VmbusChannel channel);

    /**
     * A further channel of the device was offered; which one is in its offer. It can be opened as the first one was, and
     * ends with it or before.
     */
    default void subchannel(VmbusChannel channel) {}

    /** The device is gone, or the bus is; the channel is closed and nothing of it may be used any more. */
    void removed();
}
