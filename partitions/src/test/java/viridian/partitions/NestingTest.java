package viridian.partitions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import viridian.partitions.vmbus.VmbusClient;
import viridian.partitions.vmbus.VmbusVersion;

/** A guest in a guest in a guest; each processor has turns of its own, so that a test sees where work waits. */
class NestingTest {

    private final Map<String, Turns> turns = new HashMap<>();
    private final Hypervisor hypervisor = new Hypervisor(name -> turns.computeIfAbsent(name, _ -> new Turns()));
    private final Partition outer = hypervisor.createChild(hypervisor.root(), "outer", 1 << 20, 1);
    private final Partition middle = hypervisor.createChild(outer, "middle", 1 << 20, 1);
    private final Partition inner = hypervisor.createChild(middle, "inner", 64 << 20, 1);
    private final List<Hop> hops = new ArrayList<>();

    @BeforeEach
    void watch() {
        inner.requests().watch(hops::add);
    }

    @AfterEach
    void close() {
        hypervisor.close();
    }

    private List<String> way() {
        return hops.stream()
                .map(hop -> hop.request() + " " + hop.kind() + " " + hop.from() + ">" + hop.to())
                .toList();
    }

    private void turn(String processor) {
        Objects.requireNonNull(turns.get(processor)).take();
    }

    @Test
    void aPortIsReachedThroughEveryParent() {
        inner.pci().in(0x300, 1);
        inner.pci().out(0x300, 1, 0);
        assertEquals(
                List.of(
                        "1 IO_PORT inner>middle",
                        "1 IO_PORT middle>outer",
                        "1 IO_PORT outer>root",
                        "2 IO_PORT inner>middle",
                        "2 IO_PORT middle>outer",
                        "2 IO_PORT outer>root"),
                way());
        assertEquals(2, inner.exits().count(ExitKind.IO_PORT));
        assertEquals(2, middle.exits().count(ExitKind.NESTED));
        assertEquals(2, outer.exits().count(ExitKind.NESTED));
        assertEquals(0, hypervisor.root().exits().count());
        assertEquals(0, middle.exits().count(ExitKind.IO_PORT));
        assertEquals(inner.exits().nanos(), outer.exits().nanos(), "they are busy as long as the guest waits");
    }

    @Test
    void anAddressToo() {
        inner.memoryIntercepts().give(0x8000_0000L, 4096, new MemoryDevice() {
            @Override
            public long memoryRead(long offset, int size) {
                return 7;
            }

            @Override
            public void memoryWrite(long offset, int size, long value) {}
        });
        assertEquals(7, inner.processor(0).load(0x8000_0000L, 4));
        assertEquals(List.of("1 MEMORY inner>middle", "1 MEMORY middle>outer", "1 MEMORY outer>root"), way());
    }

    @Test
    void aMessageWaitsForATurnOfEachParent() {
        VmbusClient client = new VmbusClient(inner, new GuestAllocator(inner.memory()), EnumSet.of(VmbusVersion.V5_3));
        client.connect();
        turn("inner/vp0");
        assertEquals(List.of("1 HYPERCALL inner>middle"), way());
        turn("root/vp0");
        assertEquals(0, inner.processor(0).synIc().backlog(2), "the root has not heard of it");
        turn("middle/vp0");
        turn("outer/vp0");
        assertEquals("1 HYPERCALL outer>root", way().getLast());
        turn("root/vp0");
        turn("inner/vp0");
        assertEquals(VmbusVersion.V5_3, client.version());
        assertEquals(1, middle.exits().count(ExitKind.NESTED));
        assertTrue(hops.get(1).nanoTime() >= hops.get(0).nanoTime());
    }

    @Test
    void whenNobodyWatchesNothingIsTold() {
        inner.requests().ignore();
        inner.pci().in(0x300, 1);
        assertEquals(List.of(), hops);
        assertEquals(1, outer.exits().count(ExitKind.NESTED));
    }

    @Test
    void aChildOfTheRootHasOneStep() {
        outer.requests().watch(hops::add);
        outer.pci().in(0x300, 1);
        assertEquals(List.of("1 IO_PORT outer>root"), way());
    }
}
