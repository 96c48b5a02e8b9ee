package viridian.tools.bench.adapters;

import java.util.EnumSet;
import viridian.partitions.GuestAllocator;
import viridian.partitions.Hypervisor;
import viridian.partitions.Partition;
import viridian.partitions.vmbus.ChannelCounters;
import viridian.partitions.vmbus.ChannelReport;
import viridian.partitions.vmbus.VmbusClient;
import viridian.partitions.vmbus.VmbusVersion;
import viridian.synthetic.AdapterCounters;
import viridian.synthetic.guest.NetVsc;
import viridian.synthetic.guest.NetVscSettings;
import viridian.synthetic.host.NetVsp;
import viridian.synthetic.nvsp.NvspVersion;
import viridian.vswitch.PortSettings;
import viridian.vswitch.VirtualSwitch;
import viridian.vswitch.frame.MacAddress;

/** A guest whose adapter is synthetic, with rings and buffers of the size Linux gives them. */
record SyntheticGuest(Partition partition, NetVsp device, NetVsc driver) implements Guest {

    private static final long MEMORY_BYTES = 64 << 20;
    private static final int RING_BYTES = 128 * 4096;
    private static final int SEND_BYTES = 1 << 20;

    /** For frames longer than a section of the send buffer: as many large sends as a queue of Linux has under way, some 64. */
    private static final int LARGE_BYTES = 64 * 17 * 4096;

    /** Bytes of memory for frames that come. */
    static final int RECEIVE_BYTES = 16 << 20;

    static Guest build(Hypervisor hypervisor, VirtualSwitch vswitch, String name, MacAddress address, int maxFrame) {
        Partition partition = hypervisor.createChild(hypervisor.root(), name, MEMORY_BYTES, 1);
        GuestAllocator allocator = new GuestAllocator(partition.memory());
        VmbusClient bus = new VmbusClient(partition, allocator, EnumSet.allOf(VmbusVersion.class));
        NetVsp device = new NetVsp(address, maxFrame, NvspVersion.V6_1);
        NetVscSettings settings = NetVscSettings.SMALL
                .withNewest(NvspVersion.V6_1)
                .withMaxFrame(maxFrame)
                .withRingBytes(RING_BYTES)
                .withBuffers(RECEIVE_BYTES, SEND_BYTES)
                .withLargeBytes(LARGE_BYTES);
        NetVsc driver = new NetVsc(allocator, settings);
        vswitch.plug(PortSettings.guest(name).withMaxFrame(maxFrame), device);
        partition.vmbus().offer(device);
        bus.register(driver);
        bus.connect();
        driver.ready().toCompletableFuture().join();
        return new SyntheticGuest(partition, device, driver);
    }

    @Override
    public Cost cost() {
        AdapterCounters host = device.counters();
        AdapterCounters guest = driver.counters();
        return new Cost(
                host.copies() + guest.copies(),
                host.copiedBytes() + guest.copiedBytes(),
                partition.vmbus().report().stream()
                        .mapToLong(SyntheticGuest::signals)
                        .sum(),
                partition.exits().count(),
                0);
    }

    /** Both ways: what the host sent, and what it received. */
    private static long signals(ChannelReport channel) {
        ChannelCounters counters = channel.counters();
        if (counters == null) return 0;
        return counters.sent().signalsSent() + counters.received().signalsSent() + counters.signalsReceived();
    }
}
