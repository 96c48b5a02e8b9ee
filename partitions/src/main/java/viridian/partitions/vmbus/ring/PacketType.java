package viridian.partitions.vmbus.ring;

/** The packet types an adapter uses (Linux include/linux/hyperv.h, enum vmbus_packet_type). */
public final class PacketType {

    /** The payload is the whole message. */
    public static final int IN_BAND = 6;
    /** The payload is about ranges of a buffer the receiver handed over earlier; host to guest. */
    public static final int TRANSFER_PAGES = 7;
    /** The payload is about ranges of the guest's memory; guest to host. */
    public static final int DIRECT = 9;
    /** Answers an earlier packet, named by its transaction id. */
    public static final int COMPLETION = 0xB;

    private PacketType() {}
}
