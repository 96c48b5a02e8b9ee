package viridian.partitions.vmbus;

/**
 * What a device is, as its guest is told.
 *
 * @param type the class of device, by which a guest finds a driver
 * @param instance this one device, the same each time it is offered
 * @param subchannel 0 for the device's first channel
 */
public record ChannelOffer(Guid type, Guid instance, int subchannel) {

    /** The offer of a device with one channel. */
    public ChannelOffer(Guid type, Guid instance) {
        this(type, instance, 0);
    }

    @Override
    public String toString() {
        return subchannel == 0 ? "device " + instance : "device " + instance + " subchannel " + subchannel;
    }
}
