package viridian.lab.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import viridian.emulated.device.AdapterCounters;
import viridian.emulated.device.Dec21140;
import viridian.emulated.driver.TulipDriver;
import viridian.lab.check.AdapterWork;
import viridian.lab.check.BootOutcome;
import viridian.lab.host.worker.Worker;
import viridian.lab.service.DhcpLease;
import viridian.lab.topology.Adapter;
import viridian.lab.topology.AdapterName;
import viridian.lab.topology.AdapterType;
import viridian.lab.topology.CidrAddress;
import viridian.lab.topology.Guest;
import viridian.lab.topology.Host;
import viridian.partitions.ExitKind;
import viridian.partitions.GuestAllocator;
import viridian.partitions.GuestCatalogue;
import viridian.partitions.GuestOs;
import viridian.partitions.GuestStage;
import viridian.partitions.HostProfile;
import viridian.partitions.Partition;
import viridian.partitions.pci.ConfigurationSpace;
import viridian.partitions.pci.PciBus;
import viridian.partitions.vmbus.ChannelReport;
import viridian.partitions.vmbus.VmbusClient;
import viridian.partitions.vmbus.VmbusVersion;
import viridian.synthetic.guest.NetVsc;
import viridian.synthetic.guest.NetVscSettings;
import viridian.synthetic.host.NetVsp;
import viridian.synthetic.host.NetVspSettings;
import viridian.synthetic.nvsp.NvspVersion;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.nic.Nic;

/** A child partition from power-on to a host with adapters: its devices, its bus, its drivers. */
final class GuestSystem {

    private static final long MEGABYTE = 1 << 20;

    /** For the system itself: message pages and the like; our choice. */
    static final long OWN_BYTES = MEGABYTE;

    /** Rings and buffers of one synthetic adapter, with a margin. */
    private static final long SYNTHETIC_BYTES = 4 * MEGABYTE;

    /** Descriptor rings and frame buffers of one legacy adapter, with a margin. */
    private static final long LEGACY_BYTES = MEGABYTE;

    /** A synthetic adapter has none. */
    private static final OptionalLong NO_REGISTERS = OptionalLong.of(0);

    private static final int JUMBO_RECEIVE_BYTES = 2 << 20;
    private static final int SEND_BYTES = 512 * 1024;

    /** Until an adapter is set up. */
    private static final long PATIENCE_SECONDS = 10;

    /** Until firmware has a program or gives up: our choice, ample for the longest. */
    private static final long BOOT_SECONDS = 120;

    /** How often firmware looks whether it can go on; our choice. */
    private static final long FIRMWARE_TICK_MILLIS = 1;

    private final Partition partition;
    private final HostProfile profile;
    private final Guest guest;
    private final Optional<GuestOs> system;
    private final GuestAllocator allocator;
    private final LegacyAdapters board;
    /** Which function of the board each legacy adapter is. */
    private final Map<AdapterName, Integer> legacyAdapters = new HashMap<>();

    private final Map<AdapterName, NetVsp> syntheticAdapters = new ConcurrentHashMap<>();

    private final LongSupplier nanoTime;
    private final ScheduledExecutorService ticker;
    private Optional<BootOutcome> bootOutcome = Optional.empty();
    private Optional<DhcpLease> lease = Optional.empty();

    /** @param ticker reminds firmware of its deadlines */
    GuestSystem(
            Partition partition,
            HostProfile profile,
            Guest guest,
            LegacyAdapters board,
            LongSupplier nanoTime,
            ScheduledExecutorService ticker) {
        this.board = board;
        this.partition = partition;
        this.profile = profile;
        this.guest = guest;
        this.nanoTime = nanoTime;
        this.ticker = ticker;
        this.system = guest.system().flatMap(GuestCatalogue::find);
        this.allocator = new GuestAllocator(partition.memory());
    }

    /** How much memory a guest with the plan's adapters needs. */
    static long memoryBytes(Host plan) {
        return plan.adapters().stream()
                .mapToLong(adapter -> adapter.type() == AdapterType.LEGACY ? LEGACY_BYTES : SYNTHETIC_BYTES)
                .reduce(OWN_BYTES, Long::sum);
    }

    /** Gives the host every adapter of the plan, driven by the guest's own drivers: firmware first, then the system. */
    void boot(Host plan, Optional<Worker> worker, Sockets sockets, StackHost host) throws IOException {
        partition.enter(GuestStage.FIRMWARE);
        for (Adapter adapter : plan.adapters()) {
            if (adapter.type() == AdapterType.LEGACY) plugLegacy(adapter, sockets);
        }
        if (worker.isPresent()) worker.get().awaitCables();
        for (Adapter adapter : plan.adapters()) {
            if (guest.boot().equals(Optional.of(adapter.name().adapter()))) bootFrom(adapter);
        }
        partition.enter(system.map(known -> known.up(guest.components())).orElse(GuestStage.ENLIGHTENED));
        Optional<VmbusClient> bus = bus();
        for (Adapter adapter : plan.adapters()) {
            host.attach(addressed(adapter), await(adapter, drive(adapter, bus, sockets)));
        }
    }

    /** An adapter the plan leaves without an address has the one its firmware was given. */
    private Adapter addressed(Adapter adapter) {
        if (lease.isEmpty() || adapter.address().isPresent()) return adapter;
        if (!guest.boot().equals(Optional.of(adapter.name().adapter()))) return adapter;
        return adapter.withAddress(
                new CidrAddress(lease.get().address(), lease.get().prefix()));
    }

    /** What came of starting over the network; nothing if it was started from disk. */
    Optional<BootOutcome> bootOutcome() {
        return bootOutcome;
    }

    /** A system that is not enlightened, or whose host has none, looks for no bus. */
    private Optional<VmbusClient> bus() {
        if (!partition.seesHypervisor()) return Optional.empty();
        Set<VmbusVersion> versions =
                system.map(GuestOs::vmbusVersions).orElseGet(() -> EnumSet.allOf(VmbusVersion.class));
        VmbusClient bus = new VmbusClient(partition, allocator, versions);
        bus.connect();
        return Optional.of(bus);
    }

    private CompletableFuture<? extends Nic> drive(Adapter adapter, Optional<VmbusClient> bus, Sockets sockets) {
        if (adapter.type() == AdapterType.LEGACY) return onProcessor(() -> probe(adapter));
        return bus.<CompletableFuture<? extends Nic>>map(found -> synthetic(adapter, found, sockets))
                .orElseThrow(() -> new IllegalStateException("nobody sees " + adapter.name()));
    }

    private CompletableFuture<NetVsc> synthetic(Adapter adapter, VmbusClient bus, Sockets sockets) {
        int maxFrame = adapter.mtu() + Frame.HEADER_BYTES;
        NetVsp device = new NetVsp(adapter.mac(), allowed(maxFrame));
        syntheticAdapters.put(adapter.name(), device);
        sockets.plug(adapter, device);
        NetVscSettings settings = NetVscSettings.SMALL.withMaxFrame(maxFrame);
        if (system.isPresent())
            settings = settings.withNewest(version(system.get().newestNvsp()));
        if (maxFrame > NetVsp.PLAIN_FRAME) settings = settings.withBuffers(JUMBO_RECEIVE_BYTES, SEND_BYTES);
        NetVsc driver = new NetVsc(allocator, settings, device.offer().instance());
        bus.register(driver);
        partition.vmbus().offer(device);
        return driver.ready().toCompletableFuture();
    }

    /** What a host of the plan's age lets an adapter be. */
    private NetVspSettings allowed(int maxFrame) {
        NetVspSettings settings = NetVspSettings.MODERN
                .withMaxFrame(maxFrame)
                .withNewest(version(profile.newestNvsp()))
                .withWork(profile.offloads());
        return profile.subchannels() ? settings : settings.withChannels(1);
    }

    private static NvspVersion version(int wire) {
        return Objects.requireNonNull(NvspVersion.of(wire), "no version of the adapter's protocol");
    }

    private void plugLegacy(Adapter adapter, Sockets sockets) {
        int function = legacyAdapters.size();
        legacyAdapters.put(adapter.name(), function);
        sockets.plug(adapter, board.plug(function, adapter));
    }

    /** What the adapter's own device has counted, but for the hypercalls: those are of all adapters of the guest. */
    AdapterWork work(AdapterName of) {
        OptionalLong hypercalls = OptionalLong.of(partition.exits().count(ExitKind.HYPERCALL));
        NetVsp synthetic = syntheticAdapters.get(of);
        if (synthetic != null) return new AdapterWork(NO_REGISTERS, hypercalls, OptionalLong.of(interrupts(synthetic)));
        AdapterCounters counted = board.counters(of);
        return new AdapterWork(OptionalLong.of(counted.traps()), hypercalls, OptionalLong.of(counted.interrupts()));
    }

    /** By all its channels: that there is something in a ring, or room in one again. */
    private long interrupts(NetVsp adapter) {
        return partition.vmbus().report().stream()
                .filter(channel ->
                        channel.offer().instance().equals(adapter.offer().instance()))
                .map(ChannelReport::counters)
                .filter(Objects::nonNull)
                .mapToLong(ends -> ends.sent().signalsSent() + ends.received().signalsSent())
                .sum();
    }

    private TulipDriver probe(Adapter adapter) {
        int function = Objects.requireNonNull(legacyAdapters.get(adapter.name()));
        return TulipDriver.probe(partition, allocator, LegacyAdapters.SLOT, function);
    }

    /** Firmware has a driver of its own, which leaves the adapter to the system's; without a program it goes on to disk. */
    private void bootFrom(Adapter adapter) throws IOException {
        NetworkBoot boot = await(adapter, onProcessor(() -> begin(adapter)));
        ScheduledFuture<?> ticks = ticker.scheduleAtFixedRate(
                () -> partition.processor(0).execute(boot::poll),
                FIRMWARE_TICK_MILLIS,
                FIRMWARE_TICK_MILLIS,
                TimeUnit.MILLISECONDS);
        try {
            bootOutcome = Optional.of(await(adapter, boot.outcome(), BOOT_SECONDS));
            lease = boot.lease();
        } finally {
            ticks.cancel(false);
        }
    }

    private NetworkBoot begin(Adapter adapter) {
        AdapterCounters before = board.counters(adapter.name());
        TulipDriver card = probe(adapter);
        try {
            return new NetworkBoot(() -> board.counters(adapter.name()), before, card, nanoTime, adapter.mtu());
        } catch (IOException trouble) {
            throw new UncheckedIOException(trouble);
        }
    }

    /** Firmware of a machine with one adapter, a synthetic one, looks for what it could start from. */
    static BootOutcome bootWithNothingBut(Adapter adapter, Partition machine) {
        machine.enter(GuestStage.FIRMWARE);
        machine.vmbus().offer(new NetVsp(adapter.mac(), NetVspSettings.MODERN));
        int cards = 0;
        for (int slot = 0; slot < PciBus.SLOTS; slot++) {
            int identity = machine.pci().configRead(slot, 0, ConfigurationSpace.VENDOR, 4);
            if (identity == ((Dec21140.DEVICE << 16) | Dec21140.VENDOR)) cards++;
        }
        if (cards > 0 || machine.seesHypervisor()) throw new IllegalStateException("firmware sees what is not there");
        return BootOutcome.failed(
                "firmware finds no adapter in %d PCI slots: %s is synthetic, and its bus is not there before the system is up"
                        .formatted(PciBus.SLOTS, adapter.name()),
                "");
    }

    private <T> CompletableFuture<T> onProcessor(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, partition.processor(0));
    }

    private static <T> T await(Adapter adapter, CompletableFuture<? extends T> driver) throws IOException {
        return await(adapter, driver, PATIENCE_SECONDS);
    }

    private static <T> T await(Adapter adapter, CompletableFuture<? extends T> done, long seconds) throws IOException {
        try {
            return done.orTimeout(seconds, TimeUnit.SECONDS).join();
        } catch (CompletionException failed) {
            throw new IOException("adapter " + adapter.name() + " did not come up: " + failed.getCause(), failed);
        }
    }
}
