package viridian.lab.host;

import java.io.IOException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import viridian.lab.topology.Adapter;
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
        Partition partition = hypervisor.createChild(
                hypervisor.root(),
                plan.name(),
                GuestSystem.memoryBytes(plan),
                plan.guest().processors());
        observer.born(partition);
        StackHost host = new StackHost(plan.name(), partition.processor(0), nanoTime, ticker);
        new GuestSystem(partition, profile, plan.guest()).boot(plan, sockets, host);
        host.route(plan);
        return host;
    }

    @Override
    public void close() {
        hypervisor.close();
    }
}
