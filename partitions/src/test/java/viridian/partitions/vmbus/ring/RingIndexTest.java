package viridian.partitions.vmbus.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import viridian.partitions.GuestFault;
import viridian.partitions.GuestMemory;
import viridian.partitions.GuestPages;
import viridian.partitions.LittleEndian;

/** A ring of one page of data at every index there is, and over every edge. */
class RingIndexTest {

    private static final int DATA_BYTES = 4096;

    @Test
    void everyWriteIndexIsReadOrRefused() {
        try (Ring ring = new Ring(1)) {
            for (int index = -16; index < DATA_BYTES + 64; index++) {
                RingLayout.initialize(ring.pages, true);
                RingReader reader = new RingReader(ring.pages, PacketType.TRANSFER_PAGES, new RingCounters());
                ring.pages.putI32(RingLayout.WRITE_INDEX, index);
                if (index == 0) assertEquals(0, reader.read(_ -> {}, 9));
                // The data is zeroes, and zeroes are no packet.
                else assertThrows(GuestFault.class, () -> reader.read(_ -> {}, 9));
            }
        }
    }

    @Test
    void everyReadIndexIsRoomOrRefused() {
        try (Ring ring = new Ring(1)) {
            for (int index = -16; index < DATA_BYTES + 64; index++) {
                RingLayout.initialize(ring.pages, true);
                RingWriter writer = new RingWriter(ring.pages, new RingCounters());
                ring.pages.putI32(RingLayout.READ_INDEX, index);
                boolean isGood = index >= 0 && index < DATA_BYTES && index % 8 == 0;
                if (isGood) assertEquals((index == 0 ? DATA_BYTES : index) - 8, writer.free());
                else assertThrows(GuestFault.class, writer::free);
            }
        }
    }

    @Test
    void packetsOfEveryLengthWrapAtEveryIndex() {
        check(new Ring(1));
    }

    @Test
    void scatteredPagesAreTheSameRing() {
        try (GuestMemory memory = new GuestMemory(16 * 4096)) {
            GuestPages pages = GuestPages.scattered(memory, new long[] {9, 3}, 0, 8192);
            RingLayout.initialize(pages, true);
            check(pages);
        }
    }

    private static void check(Ring ring) {
        try (ring) {
            check(ring.pages);
        }
    }

    private static void check(GuestPages pages) {
        MemorySegment payload = MemorySegment.ofArray(new byte[200]);
        for (int i = 0; i < 200; i++) payload.set(ValueLayout.JAVA_BYTE, i, (byte) (i + 1));
        for (int start = 0; start < DATA_BYTES; start += 8) {
            for (int length : new int[] {0, 1, 7, 8, 9, 40, 63, 64, 65, 129, 200}) {
                pages.putI32(RingLayout.WRITE_INDEX, start);
                pages.putI32(RingLayout.READ_INDEX, start);
                RingWriter writer = new RingWriter(pages, new RingCounters());
                RingReader reader = new RingReader(pages, PacketType.TRANSFER_PAGES, new RingCounters());
                writer.write(PacketType.IN_BAND, start, true, payload, 0, length);
                writer.publish();
                assertEquals(1, reader.read(packet -> same(payload, length, packet), 9), start + " and " + length);
            }
        }
    }

    private static void same(MemorySegment payload, int length, PacketDescriptor packet) {
        assertEquals((length + 7) & ~7, packet.payloadLength());
        MemorySegment read = packet.memory().asSlice(packet.payloadAt(), length);
        assertEquals(-1, read.mismatch(payload.asSlice(0, length)));
        for (long i = length; i < packet.payloadLength(); i++) {
            assertEquals(0, LittleEndian.u8(packet.memory(), packet.payloadAt() + i), "padding is zero");
        }
    }
}
