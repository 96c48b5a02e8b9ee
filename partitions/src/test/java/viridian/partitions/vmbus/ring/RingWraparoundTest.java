package viridian.partitions.vmbus.ring;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import viridian.partitions.LittleEndian;

class RingWraparoundTest {

    private final Ring ring = new Ring(1);

    @AfterEach
    void close() {
        ring.close();
    }

    /** Brings both indices to {@code offset}, a multiple of 8 and at least 24. */
    private void moveTo(int offset) {
        ring.writer.write(PacketType.IN_BAND, 0, false, MemorySegment.ofArray(new byte[offset]), 0, offset - 24);
        ring.writer.publish();
        assertEquals(1, ring.reader.read(_ -> {}, 1));
        assertEquals(offset, ring.control(RingLayout.WRITE_INDEX));
        assertEquals(offset, ring.control(RingLayout.READ_INDEX));
    }

    @Test
    void aPacketMayWrapAtAnyEightBytes() {
        for (int offset = 4096 - 64; offset < 4096; offset += 8) {
            try (Ring fresh = new Ring(1)) {
                wrapsAt(fresh, offset);
            }
        }
    }

    private static void wrapsAt(Ring ring, int offset) {
        byte[] filler = new byte[offset - 24];
        ring.writer.write(PacketType.IN_BAND, 0, false, MemorySegment.ofArray(filler), 0, filler.length);
        ring.writer.publish();
        ring.reader.read(_ -> {}, 1);
        byte[] payload = new byte[29];
        for (int i = 0; i < payload.length; i++) payload[i] = (byte) (i + 1);
        assertTrue(ring.writer.write(PacketType.IN_BAND, offset, true, MemorySegment.ofArray(payload), 0, 29));
        ring.writer.publish();
        assertEquals(
                1,
                ring.reader.read(
                        packet -> {
                            assertEquals(offset, packet.transactionId());
                            assertEquals(32, packet.payloadLength());
                            byte[] read = packet.memory()
                                    .asSlice(packet.payloadAt(), 29)
                                    .toArray(ValueLayout.JAVA_BYTE);
                            assertArrayEquals(payload, read, "offset " + offset);
                        },
                        9));
        assertEquals((offset + 56) % 4096, ring.control(RingLayout.READ_INDEX));
    }

    @Test
    void theTrailerNamesWhereItsPacketBegan() {
        moveTo(4080);
        ring.write(1);
        assertEquals(4080L << 32, ring.pages.i64(4096 + 8));
    }

    @Test
    void theLastEightBytesStayFree() {
        for (int i = 0; i < 127; i++) assertTrue(ring.write(i), "packet " + i);
        assertEquals(4096 - 127 * 32 - 8, ring.writer.free());
        assertFalse(ring.write(127));
        ring.writer.publish();
        assertEquals(1, ring.reader.read(_ -> {}, 1));
        assertTrue(ring.write(127));
        assertFalse(ring.write(128));
    }

    @Test
    void aPacketLargerThanTheRingNeverFits() {
        assertFalse(ring.writer.write(PacketType.IN_BAND, 0, false, MemorySegment.ofArray(new byte[8192]), 0, 8192));
        assertTrue(ring.write(1));
    }

    @Test
    void packetsStayInOrderOverManyRounds() {
        long next = 0;
        long[] expected = {0};
        for (int round = 0; round < 1000; round++) {
            for (int i = 0; i < round % 120; i++) assertTrue(ring.write(next++));
            ring.writer.publish();
            ring.reader.read(
                    packet -> assertEquals(expected[0]++, LittleEndian.i64(packet.memory(), packet.payloadAt())),
                    Integer.MAX_VALUE);
        }
        assertEquals(next, expected[0]);
    }
}
