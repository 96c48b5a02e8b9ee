package viridian.partitions.vmbus.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RingSignalTest {

    private final Ring ring = new Ring(1);

    @AfterEach
    void close() {
        ring.close();
    }

    private void fill() {
        while (ring.write(1)) {}
    }

    @Test
    void theFirstPacketInAnEmptyRingWakesTheReader() {
        ring.write(1);
        assertTrue(ring.writer.publish());
    }

    @Test
    void nothingWrittenIsNothingToSignal() {
        assertFalse(ring.writer.publish());
    }

    @Test
    void manyPacketsAreOneSignal() {
        ring.write(1);
        ring.write(2);
        assertTrue(ring.writer.publish());
        ring.write(3);
        assertFalse(ring.writer.publish());
    }

    @Test
    void aReaderThatIsAwakeIsNotWoken() {
        ring.pages.putI32(RingLayout.INTERRUPT_MASK, 1);
        ring.write(1);
        assertFalse(ring.writer.publish());
    }

    @Test
    void aReaderIsAwakeWhileItReadsAndAsleepWhenTheRingIsEmpty() {
        ring.write(1);
        ring.writer.publish();
        ring.reader.read(_ -> assertEquals(1, ring.control(RingLayout.INTERRUPT_MASK)), 9);
        assertEquals(0, ring.control(RingLayout.INTERRUPT_MASK));
        ring.write(2);
        assertTrue(ring.writer.publish());
    }

    @Test
    void aReaderThatStoppedAtItsLimitCountsAsAwake() {
        ring.write(1);
        ring.write(2);
        ring.writer.publish();
        assertEquals(1, ring.reader.read(_ -> {}, 1));
        assertTrue(ring.reader.hasMore());
        ring.write(3);
        assertFalse(ring.writer.publish());
        assertEquals(2, ring.reader.read(_ -> {}, 9));
        assertFalse(ring.reader.hasMore());
    }

    @Test
    void aPacketPublishedWhileTheReaderIsAtWorkIsReadToo() {
        ring.write(1);
        ring.writer.publish();
        int[] more = {3};
        int count = ring.reader.read(
                _ -> {
                    if (more[0]-- > 0) {
                        ring.write(2);
                        assertFalse(ring.writer.publish());
                    }
                },
                9);
        assertEquals(4, count);
    }

    @Test
    void aBlockedWriterIsWokenOnceWhenItsPacketFits() {
        fill();
        MemorySegment payload = MemorySegment.ofArray(new byte[72]);
        assertFalse(ring.writer.write(PacketType.IN_BAND, 0, false, payload, 0, 72));
        assertEquals(96, ring.control(RingLayout.PENDING_SEND_SIZE));
        ring.writer.publish();
        ring.reader.read(_ -> {}, 1);
        assertFalse(ring.reader.mustSignal(), "64 bytes are free");
        ring.reader.read(_ -> {}, 2);
        assertTrue(ring.reader.mustSignal(), "128 bytes are free");
        assertFalse(ring.reader.mustSignal(), "asking forgets");
        ring.reader.read(_ -> {}, 1);
        assertFalse(ring.reader.mustSignal(), "it was woken before");
        assertTrue(ring.writer.write(PacketType.IN_BAND, 0, false, payload, 0, 72));
        assertEquals(0, ring.control(RingLayout.PENDING_SEND_SIZE));
    }

    @Test
    void aWriterShowsWhatItHasBeforeItWaitsAndStillOwesTheSignal() {
        fill();
        assertEquals(127 * 32, ring.control(RingLayout.WRITE_INDEX));
        assertTrue(ring.writer.publish());
        assertFalse(ring.writer.publish());
    }

    @Test
    void aWriterThatWaitsBehindPacketsNobodyHasSeenIsWoken() {
        for (int i = 0; i < 64; i++) ring.write(i);
        ring.writer.publish();
        fill();
        ring.reader.read(_ -> {}, 1);
        assertTrue(ring.reader.mustSignal());
    }

    @Test
    void nobodyWaitsWithoutHavingSaidSo() {
        fill();
        ring.writer.publish();
        ring.pages.putI32(RingLayout.PENDING_SEND_SIZE, 0);
        ring.reader.read(_ -> {}, 999);
        assertFalse(ring.reader.mustSignal());
    }

    @Test
    void aWriterThatDoesNotKnowPendingSizesSetsNone() {
        RingLayout.initialize(ring.pages, false);
        RingWriter old = new RingWriter(ring.pages, new RingCounters());
        MemorySegment payload = MemorySegment.ofArray(new byte[4000]);
        assertTrue(old.write(PacketType.IN_BAND, 0, false, payload, 0, 4000));
        assertFalse(old.write(PacketType.IN_BAND, 0, false, payload, 0, 4000));
        assertEquals(0, ring.control(RingLayout.PENDING_SEND_SIZE));
    }

    @Test
    void aRingGoesOnWhereItWas() {
        ring.write(1);
        ring.write(2);
        ring.writer.publish();
        ring.reader.read(_ -> {}, 1);
        RingWriter writer = new RingWriter(ring.pages, new RingCounters());
        RingReader reader = new RingReader(ring.pages, PacketType.TRANSFER_PAGES, new RingCounters());
        assertEquals(4096 - 32 - 8, writer.free());
        assertEquals(1, reader.read(packet -> assertEquals(2, packet.transactionId()), 9));
    }
}
