package viridian.emulated.driver;

import viridian.emulated.device.Dec21140;
import viridian.emulated.device.Dec21140Settings;
import viridian.partitions.GuestAllocator;
import viridian.partitions.Hypervisor;
import viridian.partitions.Partition;
import viridian.vswitch.frame.MacAddress;

/** A guest with a legacy adapter, probed and not yet opened. */
final class LegacyGuest {

    static final int SLOT = 10;

    private static final long MEMORY_BYTES = 4 << 20;

    final Partition partition;
    final Dec21140 device;
    final GuestAllocator allocator;
    final TulipDriver driver;

    final TracedDevice trace;

    LegacyGuest(Hypervisor hypervisor, String name, MacAddress address) {
        this(hypervisor, name, Dec21140Settings.of(address));
    }

    LegacyGuest(Hypervisor hypervisor, String name, Dec21140Settings settings) {
        partition = hypervisor.createChild(hypervisor.root(), name, MEMORY_BYTES, 1);
        trace = partition.pci().plug(SLOT, 0, (memory, line) -> new TracedDevice(settings, memory, line));
        device = trace.device();
        allocator = new GuestAllocator(partition.memory());
        driver = TulipDriver.probe(partition, allocator, SLOT, 0);
    }

    MacAddress address() {
        return driver.address();
    }
}
