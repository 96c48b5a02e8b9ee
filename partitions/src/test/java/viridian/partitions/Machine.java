package viridian.partitions;

import java.util.Set;
import viridian.partitions.vmbus.VmbusClient;
import viridian.partitions.vmbus.VmbusVersion;

/** A hypervisor with one guest that has a bus, all in one queue of turns. */
public final class Machine implements AutoCloseable {

    private static final long MEMORY_BYTES = 64 << 20;

    private final Turns turns = new Turns();
    private final Hypervisor hypervisor = new Hypervisor(name -> turns);
    private final Partition guest;
    private final GuestAllocator allocator;
    private final VmbusClient client;

    /** A guest whose bus speaks these versions. */
    public Machine(Set<VmbusVersion> versions) {
        guest = hypervisor.createChild(hypervisor.root(), "guest", MEMORY_BYTES, 2);
        allocator = new GuestAllocator(guest.memory());
        client = new VmbusClient(guest, allocator, versions);
    }

    public Hypervisor hypervisor() {
        return hypervisor;
    }

    public Turns turns() {
        return turns;
    }

    public Partition guest() {
        return guest;
    }

    public GuestAllocator allocator() {
        return allocator;
    }

    public VmbusClient client() {
        return client;
    }

    /** Connects the bus and lets everybody finish. */
    public Machine connected() {
        client.connect();
        turns.take();
        return this;
    }

    @Override
    public void close() {
        hypervisor.close();
    }
}
