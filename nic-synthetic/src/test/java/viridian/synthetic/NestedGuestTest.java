package viridian.synthetic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import viridian.offload.stack.HostStack;
import viridian.offload.stack.PingOutcome;
import viridian.offload.stack.PingRequest;
import viridian.offload.wire.Ipv4Address;
import viridian.partitions.ExitKind;
import viridian.partitions.GuestAllocator;
import viridian.partitions.Hop;
import viridian.partitions.Hypervisor;
import viridian.partitions.Partition;
import viridian.partitions.Turns;
import viridian.partitions.vmbus.VmbusClient;
import viridian.synthetic.guest.NetVsc;
import viridian.synthetic.guest.NetVscSettings;
import viridian.synthetic.host.NetVsp;
import viridian.vswitch.PortSettings;
import viridian.vswitch.SwitchSettings;
import viridian.vswitch.VirtualSwitch;

/** A guest in a guest has an adapter of the root's, and its requests pass through the guest it is in. */
class NestedGuestTest {

    private static final PingRequest REQUEST = new PingRequest(56, false, 1_000_000_000L, 1);

    private final Turns turns = new Turns();
    private final Hypervisor hypervisor = new Hypervisor(name -> turns);
    private final VirtualSwitch vswitch = new VirtualSwitch(SwitchSettings.named("lan"), () -> 0);
    private final Partition neighbour = hypervisor.createChild(hypervisor.root(), "neighbour", Bench.MEMORY_BYTES, 1);
    private final Partition outer = hypervisor.createChild(hypervisor.root(), "outer", Bench.MEMORY_BYTES, 1);
    private final Partition inner = hypervisor.createChild(outer, "inner", Bench.MEMORY_BYTES, 1);
    private final List<Hop> hops = new ArrayList<>();

    @AfterEach
    void end() {
        hypervisor.close();
    }

    private HostStack host(Partition partition, int number) {
        NetVsp device = new NetVsp(Bench.address(number), NetVsp.PLAIN_FRAME);
        GuestAllocator allocator = new GuestAllocator(partition.memory());
        NetVsc driver = new NetVsc(allocator, NetVscSettings.SMALL);
        VmbusClient client = new VmbusClient(partition, allocator, Bench.versions());
        vswitch.plug(PortSettings.guest(partition.name()), device);
        partition.vmbus().offer(device);
        client.register(driver);
        client.connect();
        turns.take();
        assertTrue(driver.ready().toCompletableFuture().isDone(), partition.name());
        HostStack stack = new HostStack(() -> 0, number);
        stack.attach(driver, address(number), 24, 1500);
        turns.take();
        return stack;
    }

    private static Ipv4Address address(int number) {
        return Ipv4Address.parse("10.0.0." + number);
    }

    @Test
    void aGuestInAGuestPingsItsNeighbour() {
        HostStack pinging = host(inner, 1);
        host(neighbour, 2);
        List<PingOutcome> outcomes = new ArrayList<>();
        pinging.ping(address(2), REQUEST, outcomes::add);
        turns.take();
        assertInstanceOf(PingOutcome.Reply.class, outcomes.getFirst());
    }

    @Test
    void itsRequestsPassThroughTheGuestItIsIn() {
        HostStack pinging = host(inner, 1);
        host(neighbour, 2);
        long passed = outer.exits().count(ExitKind.NESTED);
        inner.requests().watch(hops::add);
        pinging.ping(address(2), REQUEST, outcome -> {});
        turns.take();
        String first = hops.stream()
                .filter(hop -> hop.request() == hops.getFirst().request())
                .map(hop -> hop.from() + ">" + hop.to())
                .collect(Collectors.joining(" "));
        assertEquals("inner>outer outer>root", first);
        assertTrue(outer.exits().count(ExitKind.NESTED) > passed);
        assertEquals(0, outer.exits().count(ExitKind.HYPERCALL), "the guest it is in asked for nothing");
    }

    @Test
    void theEndOfTheGuestItIsInIsItsOwn() {
        HostStack pinging = host(inner, 1);
        HostStack left = host(neighbour, 2);
        pinging.ping(address(2), REQUEST, outcome -> {});
        turns.take();
        outer.close();
        List<PingOutcome> outcomes = new ArrayList<>();
        left.ping(address(1), REQUEST, outcomes::add);
        turns.take();
        assertEquals(List.of(), outcomes, "nobody answers, and nothing breaks");
    }
}
