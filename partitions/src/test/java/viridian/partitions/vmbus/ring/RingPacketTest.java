package viridian.partitions.vmbus.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import viridian.partitions.GuestFault;
import viridian.partitions.Hex;

class RingPacketTest {

    private static final String NVSP_INIT = "01 00 00 00 02 00 03 00 02 00 03 00" + " 00".repeat(16);
    private static final String INIT_COMPLETE = "02 00 00 00 ff ff ff ff 22 00 00 00 01 00 00 00" + " 00".repeat(12);
    private static final String RNDIS_CONTROL = "6b 00 00 00 01 00 00 00 ff ff ff ff" + " 00".repeat(16);

    private final Ring ring = new Ring(1);
    private final Ring down = new Ring(1, PacketType.DIRECT);

    @AfterEach
    void close() {
        ring.close();
        down.close();
    }

    private static String inRing(Ring ring, int length) {
        return Hex.of(ring.memory.segment(), Ring.AT + 4096, length);
    }

    @Test
    void aMessageInBand() {
        assertTrue(ring.writer.write(PacketType.IN_BAND, 1, true, Hex.bytes(NVSP_INIT), 0, 28));
        ring.writer.publish();
        assertEquals(Hex.tidy("""
                        06 00 02 00 06 00 01 00 01 00 00 00 00 00 00 00 01 00 00 00 02 00 03 00
                        02 00 03 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
                        00 00 00 00 00 00 00 00
                        """), inRing(ring, 56));
        assertEquals(
                1,
                ring.reader.read(
                        packet -> {
                            assertEquals(PacketType.IN_BAND, packet.type());
                            assertEquals(1, packet.transactionId());
                            assertTrue(packet.completionRequested());
                            assertEquals(32, packet.payloadLength());
                            assertEquals(Hex.tidy(NVSP_INIT), Hex.of(packet.memory(), packet.payloadAt(), 28));
                            assertEquals(0, packet.rangeCount());
                        },
                        9));
    }

    @Test
    void itsCompletion() {
        assertTrue(down.writer.write(PacketType.COMPLETION, 1, false, Hex.bytes(INIT_COMPLETE), 0, 28));
        down.writer.publish();
        assertEquals(Hex.tidy("""
                        0b 00 02 00 06 00 00 00 01 00 00 00 00 00 00 00 02 00 00 00 ff ff ff ff
                        22 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
                        00 00 00 00 00 00 00 00
                        """), inRing(down, 56));
        assertEquals(
                1,
                down.reader.read(
                        packet -> {
                            assertEquals(PacketType.COMPLETION, packet.type());
                            assertFalse(packet.completionRequested());
                        },
                        9));
    }

    @Test
    void aMessageAboutPagesOfTheGuest() {
        long[] stretches = {0x200000, 24};
        assertTrue(ring.writer.writeDirect(stretches, 1, 1, true, Hex.bytes(RNDIS_CONTROL), 0, 28));
        ring.writer.publish();
        assertEquals(Hex.tidy("""
                        09 00 05 00 09 00 01 00 01 00 00 00 00 00 00 00 00 00 00 00 01 00 00 00
                        18 00 00 00 00 00 00 00 00 02 00 00 00 00 00 00 6b 00 00 00 01 00 00 00
                        ff ff ff ff 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
                        00 00 00 00 00 00 00 00
                        """), inRing(ring, 80));
        assertEquals(
                1,
                ring.reader.read(
                        packet -> {
                            assertEquals(1, packet.rangeCount());
                            assertEquals(24, packet.directLength());
                            assertEquals(40, packet.payloadAt());
                        },
                        9));
    }

    @Test
    void aMessageAboutPartsOfABuffer() {
        assertTrue(down.writer.writeTransferPages(
                0xCAFE, new int[] {0}, new int[] {52}, 1, 0, false, Hex.bytes(RNDIS_CONTROL), 0, 28));
        down.writer.publish();
        assertEquals(Hex.tidy("""
                        07 00 04 00 08 00 00 00 00 00 00 00 00 00 00 00 fe ca 00 00 01 00 00 00
                        34 00 00 00 00 00 00 00 6b 00 00 00 01 00 00 00 ff ff ff ff 00 00 00 00
                        00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
                        """), inRing(down, 72));
        assertEquals(
                1,
                down.reader.read(
                        packet -> {
                            assertEquals(0xCAFE, packet.setId());
                            assertEquals(1, packet.rangeCount());
                            assertEquals(52, packet.rangeLength(0));
                            assertEquals(0, packet.rangeOffset(0));
                        },
                        9));
    }

    @Test
    void rangesOfTheGuestAreOneStretchOfBytes() {
        MemorySegment text = Hex.bytes("00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f");
        ring.memory.write(0x1FFC, text, 0, 8);
        ring.memory.write(0x5010, text, 8, 8);
        ring.writer.writeDirect(new long[] {0x1FFC, 8, 0x5010, 8}, 2, 1, true, text, 0, 0);
        ring.writer.publish();
        MemorySegment read = MemorySegment.ofArray(new byte[10]);
        ring.reader.read(
                packet -> {
                    assertEquals(16, packet.directLength());
                    packet.readDirect(2, read, 0, 10);
                    packet.writeDirect(7, Hex.bytes("aa bb"), 0, 2);
                    assertThrows(GuestFault.class, () -> packet.readDirect(8, read, 0, 9));
                },
                9);
        assertEquals("02 03 04 05 06 07 08 09 0a 0b", Hex.of(read, 0, 10));
        assertEquals(0xAA, ring.memory.u8(0x2003));
        assertEquals(0xBB, ring.memory.u8(0x5010));
    }

    @Test
    void pagesOutsideMemoryAreFoundWhenTheyAreTouched() {
        ring.writer.writeDirect(new long[] {1L << 40, 8}, 1, 1, true, MemorySegment.NULL, 0, 0);
        ring.writer.publish();
        MemorySegment read = MemorySegment.ofArray(new byte[8]);
        assertEquals(
                1,
                ring.reader.read(packet -> assertThrows(GuestFault.class, () -> packet.readDirect(0, read, 0, 8)), 9));
    }

    @Test
    void tooManyOrTooLongRangesAreRefusedWhenTheyAreTouched() {
        long[] many = new long[130];
        for (int i = 0; i < 65; i++) many[2 * i + 1] = 8;
        ring.writer.writeDirect(many, 65, 1, true, MemorySegment.NULL, 0, 0);
        ring.writer.writeDirect(new long[] {0, 256 * 1024 + 1}, 1, 1, true, MemorySegment.NULL, 0, 0);
        ring.writer.publish();
        MemorySegment read = MemorySegment.ofArray(new byte[8]);
        assertEquals(
                2,
                ring.reader.read(packet -> assertThrows(GuestFault.class, () -> packet.readDirect(0, read, 0, 8)), 9));
    }
}
