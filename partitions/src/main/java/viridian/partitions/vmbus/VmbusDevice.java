package viridian.partitions.vmbus;

import java.util.function.IntConsumer;

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

    /**
     * As {@link #open(VmbusChannel)}, for a device that needs time.
     *
     * @param opened told 0 or a status of failure, now or later, by any thread; until then the guest waits
     */
    default void open(VmbusChannel channel, IntConsumer opened) {
        open(channel);
        opened.accept(VmbusMessage.SUCCESS);
    }

    /**
     * As {@link #close(VmbusChannel)}, for a device that needs time; not used where the device is withdrawn.
     *
     * @param closed told, now or later, by any thread; until then the channel is not opened again
     */
    default void close(VmbusChannel channel, Runnable closed) {
        close(channel);
        closed.run();
    }

    /**
     * The guest shares memory by this handle.
     *
     * @param accepted told 0 or a status of failure, now or later, by any thread
     */
    default void share(int gpadl, IntConsumer accepted) {
        accepted.accept(VmbusMessage.SUCCESS);
    }

    /**
     * How long a guest's signal may wait, in nanoseconds: if more than 0, and the guest can, its signals become a bit in a
     * page that the parent looks at so often ({@link Vmbus#poll}). 0 for a device whose signals are hypercalls.
     */
    default long monitorLatencyNanos() {
        return 0;
    }

    /** What the device has to know to go on with an open channel elsewhere; nobody but {@link #restore} reads it. */
    default byte[] save(VmbusChannel channel) {
        return new byte[0];
    }

    /**
     * Goes on with a channel that was open when it was saved, perhaps in another process; takes the place of {@link #open}.
     *
     * @param state what {@link #save} gave, or bytes of someone who means harm: a {@link viridian.partitions.GuestFault} or
     *     an {@link IllegalArgumentException} refuses, and the guest is told that the device is gone
     */
    default void restore(VmbusChannel channel, byte[] state) {
        open(channel);
    }
}
