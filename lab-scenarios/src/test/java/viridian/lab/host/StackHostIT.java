package viridian.lab.host;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import viridian.lab.topology.Action;
import viridian.lab.topology.Adapter;
import viridian.lab.topology.AdapterName;
import viridian.lab.topology.Topology;
import viridian.offload.wire.Ipv4Address;
import viridian.partitions.ProcessorThread;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.nic.Cable;

/** A host with our own stack, on a thread. */
class StackHostIT {

    private static final AdapterName HERE = new AdapterName("here", "net");
    private static final AdapterName THERE = new AdapterName("there", "net");

    private static final Topology PLAN = Topology.named("two")
            .network("lan", network -> {})
            .child("here", host -> host.adapter("net", at -> at.network("lan").address("10.0.0.1/24")))
            .child("there", host -> host.adapter("net", at -> at.network("lan").address("10.0.0.2/24")))
            .build();

    private final ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor();
    private final ProcessorThread processor = new ProcessorThread("here");
    private final Adapter left = PLAN.adapter(HERE);
    private final Adapter right = PLAN.adapter(THERE);
    private final Cable cable =
            new Cable(left.mac(), right.mac(), Adapter.STANDARD_MTU + Frame.HEADER_BYTES, processor);
    private final StackHost here = new StackHost("here", processor, System::nanoTime, ticker);
    private final StackHost there = new StackHost("there", processor, System::nanoTime, ticker);

    @AfterEach
    void end() {
        here.close();
        there.close();
        ticker.shutdownNow();
        processor.close();
    }

    /** The stack keeps about a hundred of these for a neighbour it asks for, and refuses the others. */
    @Test
    void aStreamWaitsForItsNeighbourToAnswerAndLosesNothing() throws Exception {
        here.attach(left, cable.left());
        ticker.schedule(() -> there.attach(right, cable.right()), 700, TimeUnit.MILLISECONDS);
        try (DatagramCounter counter = there.count(5001)) {
            assertEquals(300, here.stream(stream(300), Ipv4Address.parse("10.0.0.2")));
            await().until(() -> counter.arrived() == 300);
        }
    }

    @Test
    void aStreamToNobodyIsGivenUp() throws Exception {
        here.attach(left, cable.left());
        assertEquals(0, here.stream(stream(10), Ipv4Address.parse("10.9.9.9")));
    }

    private static Action.Stream stream(int datagrams) {
        return new Action.Stream(HERE, THERE, datagrams, 1400, 5001, Action.Stream.DEFAULT_PER_SECOND);
    }
}
