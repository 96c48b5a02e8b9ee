package viridian.synthetic;

import viridian.partitions.vmbus.ChannelOffer;
import viridian.partitions.vmbus.Guid;
import viridian.vswitch.frame.MacAddress;

/** How a synthetic network adapter is offered on the bus (Linux include/linux/hyperv.h, HV_NIC_GUID). */
public final class NetworkClass {

    /** The class of all synthetic network adapters. */
    public static final Guid TYPE = Guid.parse("f8615163-df3e-46c5-913f-f2d2f965ed0e");

    /** The upper half of our adapters' instances; version 4 and any digits, our choice. */
    private static final long INSTANCE_HIGH = 0x76697269_6469_4A6EL;

    private static final long INSTANCE_LOW = 0x8000_0000_0000_0000L;

    private NetworkClass() {}

    /** The adapter of an address: the same instance each time, so that a guest knows it again. */
    public static Guid instance(MacAddress address) {
        return new Guid(INSTANCE_HIGH, INSTANCE_LOW | address.bits());
    }

    /** What a guest is told of the adapter of an address. */
    public static ChannelOffer offer(MacAddress address) {
        return new ChannelOffer(TYPE, instance(address));
    }
}
