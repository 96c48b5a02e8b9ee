package viridian.lab.host;

import java.io.IOException;
import java.util.EnumSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import viridian.emulated.device.Dec21140;
import viridian.emulated.driver.TulipDriver;
import viridian.lab.topology.Adapter;
import viridian.lab.topology.AdapterType;
import viridian.lab.topology.Host;
import viridian.partitions.GuestAllocator;
import viridian.partitions.Partition;
import viridian.partitions.vmbus.VmbusClient;
import viridian.partitions.vmbus.VmbusVersion;
import viridian.synthetic.guest.NetVsc;
import viridian.synthetic.guest.NetVscSettings;
import viridian.synthetic.host.NetVsp;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.nic.Nic;

/** A child partition from power-on to a host with adapters: its devices, its bus, its drivers. */
final class GuestSystem {

    private static final long MEGABYTE = 1 << 20;

    /** For the system itself: message pages and the like; our choice. */
    private static final long OWN_BYTES = MEGABYTE;

    /** Rings and buffers of one synthetic adapter, with a margin. */
    private static final long SYNTHETIC_BYTES = 4 * MEGABYTE;

    /** Descriptor rings and frame buffers of one legacy adapter, with a margin. */
    private static final long LEGACY_BYTES = MEGABYTE;

    private static final int JUMBO_RECEIVE_BYTES = 2 << 20;
    private static final int SEND_BYTES = 512 * 1024;

    /** All legacy adapters are functions of one board, in this slot: our choice. */
    private static final int LEGACY_SLOT = 4;

    private static final long BOOT_SECONDS = 10;

    private final Partition partition;
    private final GuestAllocator allocator;
    private final VmbusClient bus;
    private int legacyAdapters;

    GuestSystem(Partition partition) {
        this.partition = partition;
        this.allocator = new GuestAllocator(partition.memory());
        this.bus = new VmbusClient(partition, allocator, EnumSet.allOf(VmbusVersion.class));
    }

    /** How much memory a guest with the plan's adapters needs. */
    static long memoryBytes(Host plan) {
        return plan.adapters().stream()
                .mapToLong(adapter -> adapter.type() == AdapterType.LEGACY ? LEGACY_BYTES : SYNTHETIC_BYTES)
                .reduce(OWN_BYTES, Long::sum);
    }

    /** Gives the host every adapter of the plan, driven by the guest's own drivers. */
    void boot(Host plan, Sockets sockets, StackHost host) throws IOException {
        bus.connect();
        for (Adapter adapter : plan.adapters()) host.attach(adapter, await(adapter, drive(adapter, sockets)));
    }

    private CompletableFuture<? extends Nic> drive(Adapter adapter, Sockets sockets) {
        return adapter.type() == AdapterType.LEGACY ? legacy(adapter, sockets) : synthetic(adapter, sockets);
    }

    private CompletableFuture<NetVsc> synthetic(Adapter adapter, Sockets sockets) {
        int maxFrame = adapter.mtu() + Frame.HEADER_BYTES;
        NetVsp device = new NetVsp(adapter.mac(), maxFrame);
        sockets.plug(adapter, device);
        NetVscSettings settings = NetVscSettings.SMALL.withMaxFrame(maxFrame);
        if (maxFrame > NetVsp.PLAIN_FRAME) settings = settings.withBuffers(JUMBO_RECEIVE_BYTES, SEND_BYTES);
        NetVsc driver = new NetVsc(allocator, settings, device.offer().instance());
        bus.register(driver);
        partition.vmbus().offer(device);
        return driver.ready().toCompletableFuture();
    }

    private CompletableFuture<TulipDriver> legacy(Adapter adapter, Sockets sockets) {
        int function = legacyAdapters++;
        Dec21140 device = partition
                .pci()
                .plug(LEGACY_SLOT, function, (memory, line) -> new Dec21140(adapter.mac(), memory, line));
        sockets.plug(adapter, device);
        return CompletableFuture.supplyAsync(
                () -> TulipDriver.probe(partition, allocator, LEGACY_SLOT, function), partition.processor(0));
    }

    private static Nic await(Adapter adapter, CompletableFuture<? extends Nic> driver) throws IOException {
        try {
            return driver.orTimeout(BOOT_SECONDS, TimeUnit.SECONDS).join();
        } catch (CompletionException failed) {
            throw new IOException("adapter " + adapter.name() + " did not come up: " + failed.getCause(), failed);
        }
    }
}
