package viridian.partitions.vmbus.ring;

/** What is done with a packet that came out of a ring. */
@FunctionalInterface
public interface PacketHandler {

    /**
     * Takes a packet; it is lent until this returns. A {@link viridian.partitions.GuestFault} thrown from here stops the
     * channel, so a handler that can answer a bad message catches it.
     */
    void packet(PacketDescriptor packet);
}
