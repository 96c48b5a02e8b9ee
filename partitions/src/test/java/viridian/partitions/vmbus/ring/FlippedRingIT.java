package viridian.partitions.vmbus.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import viridian.partitions.GuestFault;
import viridian.partitions.GuestPages;

/** A guest that changes its ring while the host reads it: what was checked is what is used, so nothing but a fault comes of it. */
class FlippedRingIT {

    private static final long NANOS = 2_000_000_000L;

    /** How long a busy machine may take to have the two threads meet often enough. */
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    private long packets;
    private long faults;
    private long bytes;

    @Test
    void memoryThatChangesUnderTheReaderIsPacketsOrAFault() throws InterruptedException {
        long seed = System.nanoTime();
        System.out.println("FlippedRingIT seed " + seed);
        AtomicBoolean isOver = new AtomicBoolean();
        try (Ring ring = new Ring(1)) {
            Thread flipper = Thread.ofPlatform().start(() -> flip(ring.pages, new SplittableRandom(seed), isOver));
            long began = System.nanoTime();
            while (isToGoOn(System.nanoTime() - began)) round(ring.pages);
            isOver.set(true);
            flipper.join();
        }
        assertTrue(packets > 1000, packets + " packets");
        assertTrue(faults > 100, faults + " faults");
        assertTrue(bytes > 0);
    }

    private boolean isToGoOn(long nanos) {
        boolean hasMet = packets > 1000 && faults > 100 && bytes > 0;
        return nanos < (hasMet ? NANOS : PATIENCE_NANOS);
    }

    private void round(GuestPages pages) {
        RingLayout.initialize(pages, true);
        long[] stretches = {3 * 4096 + 100, 5000, 4096, 8};
        MemorySegment payload = MemorySegment.ofArray(new byte[64]);
        try {
            RingWriter writer = new RingWriter(pages, new RingCounters());
            RingReader reader = new RingReader(pages, PacketType.TRANSFER_PAGES, new RingCounters());
            for (int i = 0; i < 30; i++) {
                if (i % 2 == 0) writer.writeDirect(stretches, 2, i, true, payload, 0, 40);
                else writer.write(PacketType.IN_BAND, i, true, payload, 0, 64);
            }
            writer.publish();
            packets += reader.read(this::use, 100);
        } catch (GuestFault expected) {
            faults++;
        }
    }

    /** Uses a packet as a device would, twice: a private copy says the same both times. */
    private void use(PacketDescriptor packet) {
        long first = describe(packet);
        MemorySegment some = MemorySegment.ofArray(new byte[4096]);
        try {
            long length = Math.min(4096, packet.directLength());
            packet.readDirect(packet.directLength() - length, some, 0, length);
        } catch (GuestFault outside) {
            bytes++;
        }
        assertEquals(first, describe(packet));
        assertTrue(packet.payloadLength() >= 0 && packet.length() <= 4096);
    }

    private static long describe(PacketDescriptor packet) {
        return packet.type()
                + 31L * packet.rangeCount()
                + 961L * packet.payloadLength()
                + packet.directLength() * 7
                + packet.transactionId() * 13
                + (packet.completionRequested() ? 1 : 0);
    }

    private static void flip(GuestPages pages, SplittableRandom random, AtomicBoolean isOver) {
        while (!isOver.get()) {
            long at = RingLayout.DATA + 8L * random.nextInt(512);
            pages.putI64(at, pages.i64(at) ^ (1L << random.nextInt(64)));
        }
    }
}
