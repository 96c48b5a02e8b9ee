package viridian.synthetic.fuzz;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import viridian.partitions.GuestAllocator;
import viridian.partitions.Hypervisor;
import viridian.partitions.Partition;
import viridian.partitions.ProcessorThread;
import viridian.partitions.VirtualProcessor;
import viridian.partitions.fuzz.Silence;
import viridian.partitions.hypercall.HypercallTable;
import viridian.partitions.hypercall.SignalEvent;
import viridian.partitions.vmbus.VmbusClient;
import viridian.synthetic.Bench;
import viridian.synthetic.guest.NetVsc;
import viridian.synthetic.guest.NetVscSettings;
import viridian.synthetic.host.NetVsp;
import viridian.synthetic.nvsp.NvspRndis;
import viridian.vswitch.PortSettings;
import viridian.vswitch.SwitchSettings;
import viridian.vswitch.VirtualSwitch;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.FrameSink;

/** What a guest can do only while others run: change memory that is being read, take nothing, signal without end. */
class HostileGuestIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int ROUNDS = 500;

    private final AtomicBoolean isOver = new AtomicBoolean();

    @BeforeEach
    void quieten() {
        Silence.keep();
    }

    @AfterEach
    void end() {
        isOver.set(true);
        Silence.end();
    }

    @Test
    void memoryThatChangesWhileItIsReadHarmsNobodyElse() throws Exception {
        long seed = System.nanoTime();
        System.out.println("HostileGuestIT seed " + seed);
        try (FuzzedAdapter adapter = new FuzzedAdapter(new NetVsp(Neighbourhood.HOSTILE, NetVsp.PLAIN_FRAME))) {
            Thread flipper = Thread.ofPlatform().daemon().start(() -> flip(adapter, new SplittableRandom(seed)));
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            int stops = 0;
            for (int round = 0; round < ROUNDS || (stops == 0 && System.nanoTime() < deadline); round++) {
                boolean hasStopped = round > 0 && !adapter.isOpen();
                if (hasStopped) stops++;
                if (round == 0 || hasStopped) beginAnew(adapter);
                for (int i = 0; i < 8; i++) sendFrame(adapter);
                adapter.turn();
                adapter.hear();
            }
            isOver.set(true);
            flipper.join();
            assertTrue(stops > 0, "no descriptor was ever caught changing");
            adapter.rest();
            adapter.assertRecovers();
        }
    }

    /** Memory is left alone until the guest has set its adapter up. */
    private static void beginAnew(FuzzedAdapter adapter) {
        adapter.rest();
        adapter.reopen();
        adapter.setUp();
        adapter.disturb();
    }

    private static void sendFrame(FuzzedAdapter adapter) {
        MemorySegment packet = RndisBytes.packet(RndisBytes.frame());
        adapter.rndis(NvspRndis.DATA, packet, packet.byteSize());
    }

    /** Changes descriptors in the ring and the RNDIS messages they are about, as long as it may. */
    private void flip(FuzzedAdapter adapter, SplittableRandom random) {
        while (!isOver.get()) {
            boolean isMessage = random.nextInt(4) == 0;
            long at = isMessage
                    ? FuzzedAdapter.SCRATCH + random.nextInt(14) * 4L
                    : FuzzedAdapter.RINGS + 4096 + random.nextInt(4096) * 4L;
            adapter.disturb(at, 1 << random.nextInt(32));
        }
    }

    @Test
    void aGuestThatTakesNothingIsGivenNothingMore() {
        try (FuzzedAdapter adapter = new FuzzedAdapter(new NetVsp(Neighbourhood.HOSTILE, NetVsp.PLAIN_FRAME))) {
            adapter.setUp();
            assertTrue(adapter.fill() < 100);
            assertFalse(adapter.host.accept(FuzzedAdapter.FRAME), "there is no room");
            MemorySegment keepAlive = RndisBytes.keepAlive(3);
            int wrote = 0;
            while (wrote < 100_000 && adapter.rndis(NvspRndis.CONTROL, keepAlive, keepAlive.byteSize())) {
                adapter.turn();
                wrote++;
            }
            assertTrue(wrote < 1_000, "the host goes on reading: " + wrote);
            adapter.neighbourhood.assertSound();
            adapter.drain();
            adapter.assertRecovers();
        }
    }

    @Test
    void aGuestThatSignalsWithoutEndLeavesOthersTheirShare() throws Exception {
        try (Hypervisor hypervisor = new Hypervisor(ProcessorThread::new);
                VirtualSwitch vswitch = new VirtualSwitch(SwitchSettings.named("stormy"), System::nanoTime)) {
            Guest stormy = new Guest(hypervisor, vswitch, 3);
            Guest alice = new Guest(hypervisor, vswitch, 1);
            Guest bob = new Guest(hypervisor, vswitch, 2);
            AtomicLong signals = new AtomicLong();
            Thread storm = Thread.ofPlatform().daemon().start(() -> signal(stormy.partition.processor(0), signals));
            alice.sendTo(bob, 20_000);
            await().atMost(PATIENCE)
                    .until(() -> bob.heard.get() + bob.host.counters().droppedSending() == 20_000);
            isOver.set(true);
            storm.join();
            assertTrue(signals.get() > 1_000, signals + " signals");
            assertTrue(bob.heard.get() > 100, "bob heard only " + bob.heard);
        }
    }

    /** The first channel of a guest has relid 1, and connection 0x2001. */
    private void signal(VirtualProcessor processor, AtomicLong signals) {
        while (!isOver.get()) {
            synchronized (processor) {
                processor.hypercall(HypercallTable.FAST | SignalEvent.CODE, SignalEvent.input(0x2001, 0));
            }
            signals.incrementAndGet();
        }
    }

    /** A guest with a driver that keeps to the rules. */
    private static final class Guest implements FrameSink {

        private final Partition partition;
        private final NetVsp host;
        private final NetVsc driver;
        private final AtomicLong heard = new AtomicLong();

        Guest(Hypervisor hypervisor, VirtualSwitch vswitch, int number) throws Exception {
            host = new NetVsp(Bench.address(number), NetVsp.PLAIN_FRAME);
            partition = hypervisor.createChild(hypervisor.root(), "guest " + number, Bench.MEMORY_BYTES, 1);
            GuestAllocator allocator = new GuestAllocator(partition.memory());
            VmbusClient client = new VmbusClient(partition, allocator, Bench.versions());
            driver = new NetVsc(allocator, NetVscSettings.SMALL);
            vswitch.plug(PortSettings.guest("guest " + number), host);
            partition.vmbus().offer(host);
            client.register(driver);
            client.connect();
            driver.ready().toCompletableFuture().get(30, TimeUnit.SECONDS);
            partition.processor(0).execute(() -> driver.start(this));
        }

        /** Sends a burst, then lets its processor do other things, until all have gone. */
        void sendTo(Guest other, int frames) {
            Frame frame =
                    FrameBuilder.frame(driver.address(), other.driver.address()).build();
            partition.processor(0).execute(new Runnable() {
                private int left = frames;

                @Override
                public void run() {
                    for (int i = 0; i < 32 && left > 0 && driver.accept(frame); i++) left--;
                    driver.flush();
                    if (left > 0) partition.processor(0).execute(this);
                }
            });
        }

        @Override
        public boolean accept(Frame frame) {
            heard.incrementAndGet();
            return true;
        }

        @Override
        public void flush() {}
    }
}
