package viridian.partitions.vmbus.ring;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import viridian.partitions.LittleEndian;

/**
 * Two threads at one small ring, each asleep until the other signals: a wake-up that is lost once leaves both asleep for
 * ever, and no timer saves them.
 */
class RingStressIT {

    private static final long PACKETS = 3_000_000;
    private static final Duration WITHOUT_PROGRESS = Duration.ofSeconds(10);

    private final Ring ring = new Ring(1);
    private final Semaphore readerSignals = new Semaphore(0);
    private final Semaphore writerSignals = new Semaphore(0);
    private final AtomicLong read = new AtomicLong();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    @Test
    void noWakeUpIsEverLost() {
        Thread reader = thread("reader", this::read);
        Thread writer = thread("writer", this::write);
        long seen = -1;
        while (read.get() < PACKETS && failure.get() == null) {
            long before = seen;
            await("somebody sleeps and is not woken after packet " + read)
                    .atMost(WITHOUT_PROGRESS)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> read.get() > before || failure.get() != null);
            seen = read.get();
        }
        reader.interrupt();
        writer.interrupt();
        await().until(() -> !reader.isAlive() && !writer.isAlive());
        ring.close();
        assertEquals(null, failure.get());
        assertEquals(PACKETS, read.get());
    }

    private Thread thread(String name, Work work) {
        return Thread.ofPlatform().name(name).daemon().start(() -> {
            try {
                work.run();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException | Error broken) {
                failure.set(broken);
            }
        });
    }

    private interface Work {
        void run() throws InterruptedException;
    }

    private void write() throws InterruptedException {
        SplittableRandom random = new SplittableRandom(1);
        MemorySegment payload = MemorySegment.ofArray(new byte[1024]);
        long next = 0;
        while (next < PACKETS) {
            int burst = random.nextInt(1, 6);
            boolean full = false;
            for (int i = 0; i < burst && next < PACKETS && !full; i++) {
                LittleEndian.putI64(payload, 0, next);
                int length = random.nextInt(8, random.nextInt(9, 1025));
                full = !ring.writer.write(PacketType.IN_BAND, next, false, payload, 0, length);
                if (!full) next++;
            }
            if (ring.writer.publish()) readerSignals.release();
            if (full) writerSignals.acquire();
            else pause(random);
        }
    }

    private void read() throws InterruptedException {
        SplittableRandom random = new SplittableRandom(2);
        while (read.get() < PACKETS) {
            readerSignals.acquire();
            do {
                ring.reader.read(this::check, random.nextInt(1, 20));
                if (ring.reader.mustSignal()) writerSignals.release();
                pause(random);
            } while (ring.reader.hasMore());
        }
    }

    private void check(PacketDescriptor packet) {
        long expected = read.get();
        assertEquals(expected, packet.transactionId());
        assertEquals(expected, LittleEndian.i64(packet.memory(), packet.payloadAt()));
        read.set(expected + 1);
    }

    /** Now and then, so that the two meet at every point of each other's way. */
    private static void pause(SplittableRandom random) {
        for (int i = random.nextInt(1 << random.nextInt(9)); i > 0; i--) Thread.onSpinWait();
    }
}
