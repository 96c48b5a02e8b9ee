package viridian.partitions.vmbus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import viridian.partitions.GuestFault;
import viridian.partitions.GuestMemory;
import viridian.partitions.GuestPages;
import viridian.partitions.vmbus.ring.RingLayout;

/** Both ends of a channel without any bus: rings in a memory, and signals that only count. */
class SuppliedChannelTest {

    private static final int RING_BYTES = 2 * 4096;
    private static final int BUFFER = 3;

    private final GuestMemory memory = new GuestMemory(64 * 4096);
    private final GuestPages up = GuestPages.contiguous(memory, 0, RING_BYTES);
    private final GuestPages down = GuestPages.contiguous(memory, RING_BYTES, RING_BYTES);
    private final EchoDevice device = new EchoDevice(1);
    private final EchoDriver driver = new EchoDriver();
    private int signalsToGuest;
    private int signalsToHost;

    @AfterEach
    void close() {
        memory.close();
    }

    private final SuppliedChannel host = new SuppliedChannel() {
        @Override
        public GuestMemory memory() {
            return memory;
        }

        @Override
        public GuestPages ringToHost() {
            return up;
        }

        @Override
        public GuestPages ringToGuest() {
            return down;
        }

        @Override
        public void signal() {
            signalsToGuest++;
        }

        @Override
        public @Nullable GuestPages gpadl(int handle) {
            return handle == BUFFER ? GuestPages.contiguous(memory, 8 * 4096, 4096) : null;
        }

        @Override
        public int offerSubchannels(int count) {
            return 0;
        }
    };

    private final SuppliedGuest guest = new SuppliedGuest() {
        @Override
        public GuestMemory memory() {
            return memory;
        }

        @Override
        public GuestPages ringToHost() {
            return up;
        }

        @Override
        public GuestPages ringToGuest() {
            return down;
        }

        @Override
        public void signal() {
            signalsToHost++;
        }

        @Override
        public int gpadl(long gpa, long length) {
            return BUFFER;
        }
    };

    private VmbusChannel supplied() {
        RingLayout.initialize(up, true);
        RingLayout.initialize(down, true);
        return VmbusChannel.supplied(device.offer(), host);
    }

    @Test
    void packetsGoThereAndBack() {
        exchangeTwoPackets();
        assertEquals(List.of(1L, 2L), driver.completed);
    }

    private void exchangeTwoPackets() {
        VmbusChannel atHost = supplied();
        device.open(atHost);
        VmbusChannel atGuest = VmbusChannel.suppliedToGuest(device.offer(), guest);
        driver.probe(atGuest);
        assertEquals(List.of(0), driver.openings);
        driver.send(1);
        driver.send(2);
        atGuest.flush();
        assertEquals(1, signalsToHost);
        atHost.signalled();
        assertEquals(1, signalsToGuest);
        atGuest.signalled();
    }

    @Test
    void countersTellWhatWentThrough() {
        exchangeTwoPackets();
        ChannelCounters counters = driver.channel().counters();
        assertEquals(2, counters.sent().packets());
        assertEquals(2 * 32, counters.sent().bytes());
        assertEquals(1, counters.sent().signalsSent());
        assertEquals(2, counters.received().packets());
        assertEquals(1, counters.signalsReceived());
        driver.send(3);
        driver.send(4);
        driver.channel().flush();
        driver.send(5);
        driver.channel().flush();
        assertEquals(2, counters.sent().signalsSent(), "the host was idle");
        assertEquals(1, counters.sent().signalsSpared(), "it had not read the others yet");
        while (driver.send(6)) assertTrue(counters.sent().packets() < 1000);
        assertEquals(1, counters.sent().blocked());
    }

    @Test
    void memoryIsKnownByTheSuppliedHandles() {
        VmbusChannel atHost = supplied();
        assertEquals(8 * 4096, atHost.gpadl(BUFFER).address(0));
        assertThrows(GuestFault.class, () -> atHost.gpadl(4));
        assertEquals(0, atHost.offerSubchannels(3));
        VmbusChannel atGuest = VmbusChannel.suppliedToGuest(device.offer(), guest);
        assertEquals(BUFFER, atGuest.establishGpadl(8 * 4096, 4096, driver.openings::add));
        assertEquals(List.of(0), driver.openings);
    }

    @Test
    void closingStopsIt() {
        VmbusChannel atHost = supplied();
        assertTrue(atHost.isOpen());
        atHost.close();
        assertFalse(atHost.isOpen());
    }

    @Test
    void ringsThatAreNoneAreRefused() {
        supplied();
        memory.putI32(4, 3);
        assertThrows(GuestFault.class, () -> VmbusChannel.supplied(device.offer(), host));
    }
}
