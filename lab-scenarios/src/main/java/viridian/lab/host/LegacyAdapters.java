package viridian.lab.host;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import viridian.emulated.device.AdapterCounters;
import viridian.emulated.device.Dec21140;
import viridian.emulated.device.Dec21140Settings;
import viridian.emulated.device.Oscillator;
import viridian.lab.host.worker.Worker;
import viridian.lab.topology.Adapter;
import viridian.lab.topology.AdapterName;
import viridian.partitions.Partition;
import viridian.vswitch.nic.Nic;

/** The legacy adapters of one partition: functions of one board, whose models run in this process or in the partition's worker. */
final class LegacyAdapters {

    /** All legacy adapters are functions of one board, in this slot: our choice. */
    static final int SLOT = 4;

    private final Partition partition;
    private final Optional<Worker> worker;
    private final GuestObserver observer;
    private final Oscillator oscillator;
    private final Map<AdapterName, Supplier<AdapterCounters>> counters = new ConcurrentHashMap<>();

    /** @param oscillator what adapters in this process count by */
    LegacyAdapters(Partition partition, Optional<Worker> worker, GuestObserver observer, Oscillator oscillator) {
        this.partition = partition;
        this.worker = worker;
        this.observer = observer;
        this.oscillator = oscillator;
    }

    /** Puts an adapter into the guest's board; what is returned belongs into a port of the switch. */
    Nic plug(int function, Adapter adapter) {
        return worker.map(far -> plug(function, adapter, far)).orElseGet(() -> plugHere(function, adapter));
    }

    private Nic plug(int function, Adapter adapter, Worker far) {
        AdapterMeter meter = partition
                .pci()
                .plug(
                        SLOT,
                        function,
                        (memory, line) -> new AdapterMeter(
                                adapter.name(),
                                "worker process " + far.pid(),
                                far.device(function, line),
                                () -> far.frames(function)));
        counters.put(adapter.name(), () -> far.counters(function, meter.registerAccesses()));
        observer.plugged(meter);
        return far.cable(function);
    }

    private Nic plugHere(int function, Adapter adapter) {
        Dec21140Settings settings = Dec21140Settings.of(adapter.mac()).withOscillator(oscillator);
        Dec21140[] built = new Dec21140[1];
        observer.plugged(partition.pci().plug(SLOT, function, (memory, line) -> {
            Dec21140 device = new Dec21140(settings, memory, line);
            built[0] = device;
            counters.put(adapter.name(), device::counters);
            return new AdapterMeter(adapter.name(), "in process", device, () -> frames(device.counters()));
        }));
        return built[0];
    }

    /** What an adapter has cost and carried so far; of one in a worker process, as far as it shows from here. */
    AdapterCounters counters(AdapterName adapter) {
        return Objects.requireNonNull(counters.get(adapter), adapter + " is in no slot")
                .get();
    }

    private static long frames(AdapterCounters counters) {
        return counters.sent() + counters.received();
    }
}
