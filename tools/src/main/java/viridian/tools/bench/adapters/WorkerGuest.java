package viridian.tools.bench.adapters;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import viridian.emulated.device.AdapterCounters;
import viridian.emulated.driver.TulipDriver;
import viridian.lab.host.linux.MachineRoom;
import viridian.lab.host.worker.Worker;
import viridian.partitions.GuestAllocator;
import viridian.partitions.Hypervisor;
import viridian.partitions.Partition;
import viridian.vswitch.PortSettings;
import viridian.vswitch.VirtualSwitch;
import viridian.vswitch.frame.MacAddress;

/** A guest whose adapter is emulated in a process of its own: each access to a register is a question to that process. */
record WorkerGuest(
        Partition partition,
        Worker worker,
        ProcessHandle process,
        MachineRoom room,
        ScheduledExecutorService ticker,
        TulipDriver driver)
        implements Guest {

    private static final long MEMORY_BYTES = 4 << 20;

    /** Our choice. */
    private static final int SLOT = 4;

    /**
     * Of a frame on one side: by the driver, by the device, and on the socket between device and switch into its buffer, into
     * the kernel and out of it, where it stays.
     */
    private static final int COPIES = 5;

    static Guest build(Hypervisor hypervisor, VirtualSwitch vswitch, String name, MacAddress address) {
        try {
            return begin(MachineRoom.open("bench"), hypervisor, vswitch, name, address);
        } catch (IOException trouble) {
            throw new UncheckedIOException(trouble);
        }
    }

    private static Guest begin(
            MachineRoom room, Hypervisor hypervisor, VirtualSwitch vswitch, String name, MacAddress address)
            throws IOException {
        ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("bench-ticker").factory());
        Worker worker = Worker.start(room, name, MEMORY_BYTES, List.of(address), ticker, WorkerGuest::mourn);
        Partition partition = hypervisor.createChild(hypervisor.root(), name, worker.memory(), 1);
        worker.shareProcessorWith(partition.processor(0));
        partition.pci().plug(SLOT, 0, (memory, line) -> worker.device(0, line));
        vswitch.plug(PortSettings.guest(name), worker.cable(0));
        worker.awaitCables();
        GuestAllocator allocator = new GuestAllocator(partition.memory());
        TulipDriver driver = CompletableFuture.supplyAsync(
                        () -> TulipDriver.probe(partition, allocator, SLOT, 0), partition.processor(0))
                .join();
        ProcessHandle process = ProcessHandle.of(worker.pid()).orElseThrow();
        return new WorkerGuest(partition, worker, process, room, ticker, driver);
    }

    /** Nothing arrives from then on, which the stream notices. */
    private static void mourn(String sentence) {
        System.err.println(sentence);
    }

    /** Of the process's threads all switches count: which of them carry is its own affair. */
    @Override
    public Cost cost() {
        long exits = partition.exits().count();
        AdapterCounters counters = worker.counters(0, exits);
        long frames = counters.sent() + counters.received();
        long switches = ContextSwitches.of(worker.pid(), Set.of());
        return new Cost(COPIES * frames, 0, counters.interrupts(), exits, switches);
    }

    @Override
    public long nanosElsewhere() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
    }

    @Override
    public void close() {
        try (ticker;
                MachineRoom _ = room) {
            worker.close();
        } catch (IOException trouble) {
            throw new UncheckedIOException(trouble);
        }
    }
}
