package viridian.tools.bench.adapters;

import java.util.concurrent.CompletableFuture;
import viridian.emulated.device.AdapterCounters;
import viridian.emulated.device.Dec21140;
import viridian.emulated.driver.TulipDriver;
import viridian.partitions.GuestAllocator;
import viridian.partitions.Hypervisor;
import viridian.partitions.Partition;
import viridian.vswitch.PortSettings;
import viridian.vswitch.VirtualSwitch;
import viridian.vswitch.frame.MacAddress;

/** A guest whose adapter is emulated, register by register. */
record LegacyGuest(Partition partition, Dec21140 device, TulipDriver driver) implements Guest {

    private static final long MEMORY_BYTES = 4 << 20;

    /** Our choice. */
    private static final int SLOT = 4;

    static Guest build(Hypervisor hypervisor, VirtualSwitch vswitch, String name, MacAddress address) {
        Partition partition = hypervisor.createChild(hypervisor.root(), name, MEMORY_BYTES, 1);
        Dec21140 device = partition.pci().plug(SLOT, 0, (memory, line) -> new Dec21140(address, memory, line));
        vswitch.plug(PortSettings.guest(name), device);
        GuestAllocator allocator = new GuestAllocator(partition.memory());
        TulipDriver driver = CompletableFuture.supplyAsync(
                        () -> TulipDriver.probe(partition, allocator, SLOT, 0), partition.processor(0))
                .join();
        return new LegacyGuest(partition, device, driver);
    }

    /** Each frame is copied into the driver's buffer and out of it by the device, and the same on the other side. */
    @Override
    public Cost cost() {
        AdapterCounters counters = device.counters();
        long frames = counters.sent() + counters.received();
        return new Cost(2 * frames, 0, counters.interrupts(), partition.exits().count(), 0);
    }
}
