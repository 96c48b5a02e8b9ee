package viridian.partitions.vmbus;

/** A device the parent offers on a child's bus. Everything here is called on the parent's processor. */
public interface VmbusDevice {

    /** What it is; the same each time it is asked. */
    ChannelOffer offer();

    /**
     * The guest opened a channel: from now on packets go both ways. A {@link viridian.partitions.GuestFault} refuses. Called
     * once more for each subchannel the guest opens of those the device had offered; its offer says which it is.
     *
     * @param channel valid until {@link #close}; the guest's first signal may already be on its way, so
     *     {@link VmbusChannel#onSignal} is called before this returns
     */
    void open(VmbusChannel channel);

    /**
     * The guest closed the channel, went away, or the device was withdrawn. When this returns nobody touches the channel
     * any more: a device whose frames come from other threads keeps them out by its own lock. Subchannels are closed before
     * the primary.
     */
    void close(VmbusChannel channel);
}
