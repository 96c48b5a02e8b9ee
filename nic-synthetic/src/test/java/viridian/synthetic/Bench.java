package viridian.synthetic;

import java.util.EnumSet;
import java.util.Set;
import viridian.partitions.GuestAllocator;
import viridian.partitions.Hypervisor;
import viridian.partitions.Partition;
import viridian.partitions.Turns;
import viridian.partitions.vmbus.VmbusClient;
import viridian.partitions.vmbus.VmbusVersion;
import viridian.synthetic.guest.NetVsc;
import viridian.synthetic.guest.NetVscSettings;
import viridian.synthetic.host.NetVsp;
import viridian.vswitch.frame.MacAddress;

/** A hypervisor whose guests have one synthetic adapter each; all processors take turns. */
public final class Bench implements AutoCloseable {

    public static final long MEMORY_BYTES = 8 << 20;

    private final Turns turns = new Turns();
    private final Hypervisor hypervisor = new Hypervisor(name -> turns);

    /** A guest, the two halves of its adapter, and its bus. */
    public record Guest(
            Partition partition, GuestAllocator allocator, VmbusClient client, NetVsp host, NetVsc driver) {}

    public static MacAddress address(int number) {
        return MacAddress.of(0x0015_5D00_0000L + number);
    }

    /** Lets everybody finish. */
    public void settle() {
        turns.take();
    }

    public Hypervisor hypervisor() {
        return hypervisor;
    }

    /** A guest with a driver, not connected yet. */
    public Guest guest(NetVsp host, NetVscSettings settings) {
        Partition partition =
                hypervisor.createChild(hypervisor.root(), host.address().toString(), MEMORY_BYTES, 1);
        GuestAllocator allocator = new GuestAllocator(partition.memory());
        VmbusClient client = new VmbusClient(partition, allocator, versions());
        NetVsc driver = new NetVsc(allocator, settings);
        partition.vmbus().offer(host);
        client.register(driver);
        return new Guest(partition, allocator, client, host, driver);
    }

    /** A guest whose adapter is set up. */
    public Guest running(NetVsp host, NetVscSettings settings) {
        Guest guest = guest(host, settings);
        guest.client().connect();
        settle();
        return guest;
    }

    /** A guest of the usual kind whose adapter is set up. */
    public Guest running(int number) {
        return running(new NetVsp(address(number), NetVsp.PLAIN_FRAME), NetVscSettings.SMALL);
    }

    public static Set<VmbusVersion> versions() {
        return EnumSet.allOf(VmbusVersion.class);
    }

    @Override
    public void close() {
        hypervisor.close();
    }
}
