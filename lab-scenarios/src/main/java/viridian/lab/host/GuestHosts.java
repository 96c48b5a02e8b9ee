package viridian.lab.host;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import viridian.emulated.device.Oscillator;
import viridian.lab.check.BootOutcome;
import viridian.lab.host.worker.Worker;
import viridian.lab.topology.Adapter;
import viridian.lab.topology.AdapterName;
import viridian.lab.topology.AdapterType;
import viridian.lab.topology.Host;
import viridian.partitions.HostProfile;
import viridian.partitions.Hypervisor;
import viridian.partitions.Partition;
import viridian.partitions.ProcessorThread;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.nic.Cable;

/** The partitions of a lab: one hypervisor, the parent, and its children with their adapters. */
public final class GuestHosts implements AutoCloseable {

    private final HostProfile profile;
    private final Hypervisor hypervisor;
    private final LongSupplier nanoTime;
    private final ScheduledExecutorService ticker;
    private final GuestObserver observer;
    private final Map<AdapterName, BootOutcome> boots = new ConcurrentHashMap<>();
    private final Workers workers;

    /**
     * No partitions yet but the root.
     *
     * @param profile how old the host is
     * @param observer told of each child before it boots
     */
    public GuestHosts(
            HostProfile profile, LongSupplier nanoTime, ScheduledExecutorService ticker, GuestObserver observer) {
        this.profile = profile;
        this.hypervisor = new Hypervisor(profile, ProcessorThread::new);
        this.nanoTime = nanoTime;
        this.ticker = ticker;
        this.observer = observer;
        this.workers = new Workers(ticker, observer::workerEnded);
    }

    /** The parent speaks by plain adapters on the root's processor, where its children's devices run too. */
    public LabHost parent(Host plan, Sockets sockets) {
        Partition root = hypervisor.root();
        StackHost host = new StackHost(plan.name(), root.processor(0), nanoTime, ticker);
        for (Adapter adapter : plan.adapters()) {
            int maxFrame = adapter.mtu() + Frame.HEADER_BYTES;
            Cable cable = new Cable(adapter.mac(), adapter.mac(), maxFrame, root.processor(0));
            sockets.plug(adapter, cable.left());
            host.attach(adapter, cable.right());
        }
        host.route(plan);
        return host;
    }

    /**
     * Makes a child partition, boots it and waits until its adapters are set up.
     *
     * @throws IOException if an adapter does not come up
     */
    public LabHost child(Host plan, Sockets sockets) throws IOException {
        Optional<Worker> worker = workers.of(plan, GuestSystem.memoryBytes(plan));
        Partition partition = partition(plan, worker);
        worker.ifPresent(process -> process.shareProcessorWith(partition.processor(0)));
        observer.born(partition);
        StackHost host = new StackHost(plan.name(), partition.processor(0), nanoTime, ticker);
        // The guest's processor does its devices' work when their time has come, too: it ends with the guest.
        Oscillator oscillator = Oscillator.of(nanoTime, ticker, partition.processor(0));
        LegacyAdapters board = new LegacyAdapters(partition, worker, observer, oscillator);
        GuestSystem system = new GuestSystem(partition, profile, plan.guest(), board, nanoTime, ticker);
        system.boot(plan, worker, sockets, host);
        system.bootOutcome().ifPresent(outcome -> boots.put(bootAdapter(plan), outcome));
        host.route(plan);
        host.meter(system::work);
        return host;
    }

    private static AdapterName bootAdapter(Host plan) {
        return new AdapterName(plan.name(), plan.guest().boot().orElseThrow());
    }

    /**
     * What came of starting a child over the network by an adapter. By one its plan does not name, it is tried with a
     * machine that has nothing but that adapter and no system.
     *
     * @throws IllegalArgumentException if the adapter is a legacy one and the plan does not name it
     */
    public BootOutcome boot(Adapter from) {
        BootOutcome known = boots.get(from.name());
        if (known != null) return known;
        if (from.type() != AdapterType.SYNTHETIC) {
            throw new IllegalArgumentException(from.name() + " is not what its host is started from");
        }
        String name = from.name() + " without a system";
        Partition machine = hypervisor.createChild(hypervisor.root(), name, GuestSystem.OWN_BYTES, 1);
        try {
            return GuestSystem.bootWithNothingBut(from, machine);
        } finally {
            machine.close();
        }
    }

    private Partition partition(Host plan, Optional<Worker> worker) throws IOException {
        Partition root = hypervisor.root();
        int processors = plan.guest().processors();
        if (worker.isEmpty())
            return hypervisor.createChild(root, plan.name(), GuestSystem.memoryBytes(plan), processors);
        return hypervisor.createChild(root, plan.name(), worker.get().memory(), processors);
    }

    /** Workers go last: a guest that is being stopped may still ask them. */
    @Override
    public void close() throws IOException {
        hypervisor.close();
        workers.close();
    }
}
