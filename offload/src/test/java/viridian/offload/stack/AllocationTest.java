package viridian.offload.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static viridian.offload.stack.TwoHosts.BOB;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import viridian.vswitch.nic.Cable;

/** A datagram makes no objects on its way, neither going out nor coming in. */
class AllocationTest {

    private static final int WARM_UP = 10_000;
    private static final int DATAGRAMS = 20_000;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final HostStack alice = new HostStack(() -> 0, 1);
    private final HostStack bob = new HostStack(() -> 0, 2);
    private final MemorySegment payload = MemorySegment.ofArray(new byte[18]);
    private long heard;

    @Test
    void datagramsSentAndAnsweredMakeNoObjects() {
        Cable cable = new Cable(TwoHosts.ALICE_MAC, TwoHosts.BOB_MAC, 1514, Runnable::run);
        alice.attach(cable.left(), TwoHosts.ALICE, 24, 1500);
        bob.attach(cable.right(), BOB, 24, 1500);
        UdpSocket client = alice.udp(5000);
        UdpSocket server = bob.udp(6000);
        server.onReceive(got -> server.send(got.from(), got.fromPort(), got.memory(), got.offset(), got.length()));
        client.onReceive(got -> heard += got.length());
        send(client, WARM_UP);
        long before = threads.getCurrentThreadAllocatedBytes();
        send(client, DATAGRAMS);
        long bytes = threads.getCurrentThreadAllocatedBytes() - before;
        assertEquals((WARM_UP + DATAGRAMS) * payload.byteSize(), heard);
        // What the compiler and the measurement itself allocate now and then does not grow with the datagrams.
        assertTrue(bytes < DATAGRAMS, bytes + " bytes for " + DATAGRAMS + " datagrams and as many answers");
    }

    private void send(UdpSocket client, int datagrams) {
        for (int i = 0; i < datagrams; i++) {
            client.send(BOB, 6000, payload, 0, 18);
            alice.flush();
        }
    }
}
