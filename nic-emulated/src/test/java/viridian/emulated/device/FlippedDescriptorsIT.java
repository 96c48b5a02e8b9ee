package viridian.emulated.device;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import viridian.partitions.GuardedMemory;
import viridian.partitions.GuestMemory;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.FrameSink;

/**
 * Processors of one guest at work at the same time: one sends, one resets and restarts, one changes descriptors and their
 * owners under the adapter's hands, while frames come in.
 */
class FlippedDescriptorsIT {

    private static final int FRAMES = 2_000;
    private static final int RESETS = 500;
    private static final long MOST_NANOS_BETWEEN_RESETS = 1_000_000;
    private static final int SLOTS = 16;
    private static final long RECEIVE = 0x1000;
    private static final long TRANSMIT = 0x2000;
    private static final int MEMORY_BYTES = 1 << 16;

    private final GuardedMemory guarded = new GuardedMemory(MEMORY_BYTES);
    private final GuestMemory memory = guarded.memory();
    private final Dec21140 adapter = new Dec21140(AdapterBench.OWN, memory, new AdapterBench.Line());
    private final AtomicLong sent = new AtomicLong();
    private final AtomicReference<Throwable> thrown = new AtomicReference<>();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicLong resets = new AtomicLong();

    @Test
    void neitherThrowsNorTouchesWhatIsNotTheGuests() throws InterruptedException {
        long seed = System.nanoTime();
        System.out.println("FlippedDescriptorsIT seed " + seed);
        adapter.start(new Counter());
        adapter.configWrite(4, 2, 7);
        SplittableRandom random = new SplittableRandom(seed);
        Thread[] processors = {
            processor(random.split(), this::flip),
            processor(random.split(), this::poke),
            processor(random.split(), this::restart),
            processor(random.split(), this::hear)
        };
        for (Thread processor : processors) processor.start();
        try {
            await().atMost(Duration.ofSeconds(30)).until(() -> thrown.get() != null || isEnough());
        } finally {
            ended.set(true);
        }
        for (Thread processor : processors) processor.join();
        assertEquals(null, thrown.get());
        assertTrue(guarded.isUntouched());
        assertEquals(sent.get(), adapter.counters().sent());
    }

    private boolean isEnough() {
        AdapterCounters counters = adapter.counters();
        return counters.sent() > FRAMES && counters.received() > FRAMES && resets.get() > RESETS;
    }

    private interface Turn {

        void take(SplittableRandom random);
    }

    private Thread processor(SplittableRandom random, Turn turn) {
        return new Thread(() -> {
            try {
                while (!ended.get()) turn.take(random);
            } catch (Throwable found) {
                thrown.compareAndSet(null, found);
            }
        });
    }

    private void flip(SplittableRandom random) {
        long descriptor = (random.nextBoolean() ? RECEIVE : TRANSMIT) + 16L * random.nextInt(SLOTS);
        int size = random.nextInt(4) == 0 ? random.nextInt(2048) : 1600;
        int end = random.nextInt(8) == 0 ? Descriptor.END_OF_RING : 0;
        memory.putI32(descriptor + 4, Descriptor.FIRST | Descriptor.LAST | end | size);
        memory.putI32(descriptor + 8, random.nextInt(64) == 0 ? random.nextInt() : random.nextInt(MEMORY_BYTES - 2048));
        memory.putI32Volatile(descriptor, random.nextInt(3) == 0 ? 0 : Descriptor.OWN);
    }

    private void poke(SplittableRandom random) {
        write(Csr.TRANSMIT_POLL, 0);
        write(Csr.RECEIVE_POLL, 0);
        if (random.nextInt(4) == 0) write(Csr.STATUS, -1);
        letOthersIn();
    }

    private void restart(SplittableRandom random) {
        write(Csr.BUS_MODE, Csr.SOFTWARE_RESET);
        write(Csr.RECEIVE_LIST, (int) RECEIVE);
        write(Csr.TRANSMIT_LIST, (int) TRANSMIT);
        write(Csr.OPERATION_MODE, Csr.START_RECEIVE | Csr.START_TRANSMIT | Csr.PROMISCUOUS);
        resets.incrementAndGet();
        LockSupport.parkNanos(random.nextLong(MOST_NANOS_BETWEEN_RESETS));
    }

    private void hear(SplittableRandom random) {
        adapter.accept(FrameBuilder.frame(AdapterBench.OTHER, AdapterBench.OWN)
                .length(random.nextInt(60, 1514))
                .build());
        letOthersIn();
    }

    /** A lock that is never free for long goes to nobody else on a busy computer. */
    private static void letOthersIn() {
        LockSupport.parkNanos(1);
    }

    private void write(int register, int value) {
        adapter.ioWrite(0, Csr.offset(register), 4, value);
    }

    private final class Counter implements FrameSink {

        @Override
        public boolean accept(Frame frame) {
            sent.incrementAndGet();
            return true;
        }

        @Override
        public void flush() {}
    }
}
