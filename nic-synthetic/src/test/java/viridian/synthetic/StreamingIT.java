package viridian.synthetic;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import viridian.partitions.GuestAllocator;
import viridian.partitions.Hypervisor;
import viridian.partitions.Partition;
import viridian.partitions.ProcessorThread;
import viridian.partitions.vmbus.VmbusClient;
import viridian.synthetic.guest.NetVsc;
import viridian.synthetic.guest.NetVscSettings;
import viridian.synthetic.host.NetVsp;
import viridian.vswitch.PortSettings;
import viridian.vswitch.SwitchSettings;
import viridian.vswitch.VirtualSwitch;
import viridian.vswitch.frame.BigEndian;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.FrameSink;
import viridian.vswitch.frame.MacAddress;

/** Real threads, one for each processor: nothing is lost unseen, nothing comes twice or out of order, nobody falls asleep. */
class StreamingIT {

    private static final int FRAMES = 200_000;
    private static final int BURST = 32;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Hypervisor hypervisor = new Hypervisor(ProcessorThread::new);
    private final VirtualSwitch vswitch = new VirtualSwitch(SwitchSettings.named("busy"), System::nanoTime);
    private final List<Guest> guests = new ArrayList<>();
    private int frames = FRAMES;

    @AfterEach
    void end() {
        hypervisor.close();
        vswitch.close();
    }

    @Test
    void twoGuestsStreamToEachOtherAndTheCountsAreConserved() throws Exception {
        Guest alice = guest(1, NetVscSettings.SMALL);
        Guest bob = guest(2, NetVscSettings.SMALL);
        alice.streamTo(bob.address());
        bob.streamTo(alice.address());
        awaitConserved();
        // Many times what the receive buffer holds; how many more depends on who gets the machine.
        assertTrue(alice.heard.get() > FRAMES / 100, "alice heard only " + alice.heard);
        assertTrue(bob.heard.get() > FRAMES / 100, "bob heard only " + bob.heard);
    }

    @Test
    void narrowRingsAndBuffersLoseFramesButNeverStop() throws Exception {
        frames = FRAMES / 8;
        NetVscSettings narrow = NetVscSettings.SMALL.withRingBytes(2 * 4096).withBuffers(16 * 4096, 4 * 6144);
        Guest alice = guest(1, narrow);
        Guest bob = guest(2, narrow);
        Guest carol = guest(3, NetVscSettings.SMALL);
        alice.streamTo(bob.address());
        bob.streamTo(alice.address());
        carol.streamTo(MacAddress.of(Frame.BROADCAST));
        awaitConserved();
    }

    private void awaitConserved() {
        await().atMost(PATIENCE).until(() -> guests.stream().allMatch(guest -> guest.taken.get() == frames));
        await().atMost(PATIENCE).until(() -> guests.stream().allMatch(Guest::isConserved));
        for (Guest guest : guests) guest.assertSound();
    }

    private Guest guest(int number, NetVscSettings settings) throws Exception {
        Guest guest = new Guest(number, settings);
        guests.add(guest);
        return guest;
    }

    /** A guest that numbers the frames it sends, and looks at the numbers of those it hears. */
    private final class Guest implements FrameSink {

        private final Partition partition;
        private final NetVsp host;
        private final NetVsc driver;
        private final long[] lastFrom = new long[4];
        private final AtomicInteger refused = new AtomicInteger();
        private final AtomicInteger taken = new AtomicInteger();
        private final AtomicInteger heard = new AtomicInteger();
        private final AtomicInteger outOfOrder = new AtomicInteger();

        Guest(int number, NetVscSettings settings) throws Exception {
            host = new NetVsp(Bench.address(number), NetVsp.PLAIN_FRAME);
            partition = hypervisor.createChild(hypervisor.root(), "guest " + number, Bench.MEMORY_BYTES, 1);
            GuestAllocator allocator = new GuestAllocator(partition.memory());
            VmbusClient client = new VmbusClient(partition, allocator, Bench.versions());
            driver = new NetVsc(allocator, settings);
            vswitch.plug(PortSettings.guest("guest " + number), host);
            partition.vmbus().offer(host);
            client.register(driver);
            client.connect();
            driver.ready().toCompletableFuture().get(10, TimeUnit.SECONDS);
            partition.processor(0).execute(() -> driver.start(this));
        }

        MacAddress address() {
            return driver.address();
        }

        void streamTo(MacAddress destination) {
            Frame frame = FrameBuilder.frame(address(), destination).length(200).build();
            partition.processor(0).execute(new Runnable() {
                @Override
                public void run() {
                    burst(frame);
                    if (taken.get() < frames) partition.processor(0).execute(this);
                }
            });
        }

        private void burst(Frame frame) {
            int accepted = 0;
            boolean isRoom = true;
            while (isRoom && accepted < BURST && taken.get() + accepted < frames) {
                BigEndian.putU32(frame.memory(), 14, taken.get() + accepted + 1);
                isRoom = driver.accept(frame);
                if (isRoom) accepted++;
            }
            driver.flush();
            taken.addAndGet(accepted);
            if (!isRoom) refused.incrementAndGet();
        }

        @Override
        public boolean accept(Frame frame) {
            int from = (int) frame.source() & 3;
            long number = BigEndian.u32(frame.memory(), frame.offset() + 14);
            if (number <= lastFrom[from]) outOfOrder.incrementAndGet();
            lastFrom[from] = number;
            heard.incrementAndGet();
            return true;
        }

        @Override
        public void flush() {}

        /** Whether what was taken anywhere has come out at the other end. */
        boolean isConserved() {
            return host.counters().received() == taken.get()
                    && heard.get() == host.counters().sent();
        }

        void assertSound() {
            assertEquals(0, outOfOrder.get());
            assertEquals(0, host.counters().droppedReceiving());
            assertEquals(0, driver.counters().droppedReceiving());
            assertEquals(frames, driver.counters().sent());
            assertEquals(refused.get(), driver.counters().droppedSending());
            assertEquals(
                    meant(),
                    host.counters().sent()
                            + host.counters().droppedSending()
                            + host.counters().filtered());
        }

        /** Frames the others have brought to the switch for this guest. */
        private long meant() {
            return guests.stream()
                    .filter(other -> other != this && other.sendsTo(this))
                    .mapToLong(other -> other.host.counters().received())
                    .sum();
        }

        private boolean sendsTo(Guest other) {
            return partnerOf(other) || host.address().equals(Bench.address(3));
        }

        private boolean partnerOf(Guest other) {
            return (host.address().bits() ^ other.host.address().bits()) == 3;
        }
    }
}
