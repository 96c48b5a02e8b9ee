package viridian.synthetic;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
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
import viridian.vswitch.frame.FrameSink;

/** Real threads and several channels: each channel is heard on its own processor, and frames of one flow stay in order. */
class QueuesIT {

    private static final int QUEUES = 3;
    private static final int FLOWS = 24;
    private static final int ROUNDS = 3000;
    private static final int HEADERS = 54;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Hypervisor hypervisor = new Hypervisor(ProcessorThread::new);
    private final VirtualSwitch vswitch = new VirtualSwitch(SwitchSettings.named("wide"), System::nanoTime);

    @AfterEach
    void end() {
        hypervisor.close();
        vswitch.close();
    }

    @Test
    void flowsAreSpreadOverProcessorsAndEachStaysInOrder() throws Exception {
        Guest alice = new Guest(1);
        Guest bob = new Guest(2);
        int sent = alice.streamTo(bob);
        await().atMost(PATIENCE).until(() -> alice.host.counters().received() == sent);
        await().atMost(PATIENCE)
                .until(() -> bob.heard.get() == bob.host.counters().sent());
        assertTrue(bob.heard.get() > sent / 100, "bob heard only " + bob.heard);
        assertEquals(0, bob.outOfOrder.get());
        assertEquals(sent, alice.driver.counters().sent());
        assertEquals(QUEUES, alice.driver.countersByQueue().size());
        for (AdapterCounters queue : alice.driver.countersByQueue()) assertTrue(queue.sent() > 0);
        for (AdapterCounters queue : bob.driver.countersByQueue()) assertTrue(queue.received() > 0);
        assertEquals(QUEUES, bob.hearers.size(), "a thread for each channel");
    }

    /** A guest with a processor for each channel. */
    private final class Guest implements FrameSink {

        private final NetVsp host;
        private final NetVsc driver;
        private final AtomicIntegerArray last = new AtomicIntegerArray(FLOWS);
        private final AtomicInteger heard = new AtomicInteger();
        private final AtomicInteger outOfOrder = new AtomicInteger();
        private final Set<Thread> hearers = ConcurrentHashMap.newKeySet();

        Guest(int number) throws Exception {
            host = new NetVsp(Bench.address(number), NetVsp.PLAIN_FRAME);
            Partition partition =
                    hypervisor.createChild(hypervisor.root(), "guest " + number, Bench.MEMORY_BYTES, QUEUES);
            GuestAllocator allocator = new GuestAllocator(partition.memory());
            VmbusClient client = new VmbusClient(partition, allocator, Bench.versions());
            driver = new NetVsc(allocator, NetVscSettings.SMALL.withQueues(QUEUES), null, QUEUES);
            vswitch.plug(PortSettings.guest("guest " + number), host);
            partition.vmbus().offer(host);
            client.register(driver);
            client.connect();
            driver.ready().toCompletableFuture().get(30, TimeUnit.SECONDS);
            partition.processor(0).execute(() -> driver.start(this));
        }

        /** Numbered frames of many flows; returns how many were taken. */
        int streamTo(Guest other) {
            int taken = 0;
            for (int round = 1; round <= ROUNDS; round++) {
                for (int flow = 0; flow < FLOWS; flow++) {
                    if (driver.accept(frame(other, flow, round))) taken++;
                }
                driver.flush();
            }
            return taken;
        }

        private Frame frame(Guest other, int flow, int round) {
            MemorySegment bytes = MemorySegment.ofArray(new byte[100]);
            BigEndian.putU48(bytes, 0, other.driver.address().bits());
            BigEndian.putU48(bytes, 6, driver.address().bits());
            BigEndian.putU16(bytes, 12, 0x0800);
            BigEndian.putU16(bytes, 14, 0x4500);
            BigEndian.putU16(bytes, 16, 86);
            BigEndian.putU16(bytes, 22, 0x4006);
            BigEndian.putU32(bytes, 26, 0x0A000001);
            BigEndian.putU32(bytes, 30, 0x0A000002);
            BigEndian.putU16(bytes, 34, 1000 + flow);
            BigEndian.putU16(bytes, 36, 80);
            BigEndian.putU32(bytes, HEADERS, round);
            return new Frame().lend(bytes, 0, 100, Frame.UNTAGGED);
        }

        @Override
        public boolean accept(Frame frame) {
            hearers.add(Thread.currentThread());
            int flow = BigEndian.u16(frame.memory(), frame.offset() + 34) - 1000;
            int round = (int) BigEndian.u32(frame.memory(), frame.offset() + HEADERS);
            if (last.getAndSet(flow, round) >= round) outOfOrder.incrementAndGet();
            heard.incrementAndGet();
            return true;
        }

        @Override
        public void flush() {}
    }
}
