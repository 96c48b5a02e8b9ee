package viridian.partitions.vmbus.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import viridian.partitions.GuestFault;
import viridian.partitions.GuestMemory;
import viridian.partitions.GuestPages;
import viridian.partitions.Hex;

/** What a ring does when the other side writes into it whatever it likes. */
class HostileRingTest {

    private final Ring ring = new Ring(1);

    @AfterEach
    void close() {
        ring.close();
    }

    private void bytes(String packet, int available) {
        MemorySegment bytes = Hex.bytes(packet);
        ring.pages.write(RingLayout.DATA, bytes, 0, bytes.byteSize());
        ring.pages.putI32(RingLayout.WRITE_INDEX, available);
    }

    private void assertRefused() {
        assertThrows(GuestFault.class, () -> ring.reader.read(_ -> {}, 9));
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 4096, 4104, -8, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void anIndexOutsideOrBetweenWordsIsRefused(int index) {
        ring.pages.putI32(RingLayout.WRITE_INDEX, index);
        assertRefused();
        ring.pages.putI32(RingLayout.INTERRUPT_MASK, 0);
        ring.pages.putI32(RingLayout.READ_INDEX, index);
        assertThrows(GuestFault.class, ring.writer::free);
        ring.write(1);
        assertThrows(GuestFault.class, ring.writer::publish);
    }

    @Test
    void fewerBytesThanAPacketAreRefused() {
        bytes("06 00 02 00 02 00 00 00 01 00 00 00 00 00 00 00", 16);
        assertRefused();
    }

    @ParameterizedTest
    @CsvSource({
        "06 00 02 00 01 00 00 00, shorter than its head",
        "06 00 02 00 00 00 00 00, no length",
        "06 00 02 00 05 00 00 00, longer than what there is",
        "06 00 02 00 ff ff 00 00, much longer",
        "06 00 01 00 04 00 00 00, payload in the head",
        "06 00 00 00 04 00 00 00, payload at the start",
        "06 00 05 00 04 00 00 00, payload behind the end",
        "06 00 02 00 04 00 02 00, unknown flag",
        "05 00 02 00 04 00 00 00, unused type",
        "00 00 02 00 04 00 00 00, no type",
        "07 00 03 00 04 00 00 00, transfer pages from a guest",
        "09 00 02 00 04 00 00 00, direct without ranges"
    })
    void aDescriptorThatCannotBeIsRefused(String word, String why) {
        bytes(word, 40);
        assertThrows(GuestFault.class, () -> ring.reader.read(_ -> {}, 9), why);
    }

    @ParameterizedTest
    @CsvSource({
        "00 00 00 00, 01 00 00 00 00 00 00 00, no range",
        "ff ff ff ff, 01 00 00 00 00 00 00 00, minus one range",
        "02 00 00 00, 01 00 00 00 00 00 00 00, fewer ranges than announced",
        "01 00 00 00, 00 00 00 00 00 00 00 00, an empty range",
        "01 00 00 00, 01 00 00 00 00 10 00 00, an offset of a page",
        "01 00 00 00, 02 00 00 00 ff 0f 00 00, a page too few",
        "01 00 00 00, ff ff ff ff ff 0f 00 00, a million pages too few"
    })
    void rangesThatCannotBeAreRefused(String count, String range, String why) {
        bytes(
                "09 00 05 00 05 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00" + count + range
                        + "00 00 00 00 00 00 00 00",
                48);
        assertThrows(GuestFault.class, () -> ring.reader.read(_ -> {}, 9), why);
    }

    @Test
    void aTransferPagePacketHasItsRanges() {
        bytes("07 00 04 00 04 00 00 00 01 00 00 00 00 00 00 00 fe ca 00 00 02 00 00 00 01 00 00 00 00 00 00 00", 40);
        RingReader guest = new RingReader(ring.pages, PacketType.DIRECT, new RingCounters());
        assertThrows(GuestFault.class, () -> guest.read(_ -> {}, 9));
    }

    @Test
    void trailersAndReservedBytesAreNotLookedAt() {
        bytes("""
                09 00 05 00 05 00 00 00 01 00 00 00 00 00 00 00 ff ff ff ff 01 00 00 00
                08 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 55 55 55 55 55 55 55 55
                """, 48);
        assertEquals(1, ring.reader.read(packet -> assertEquals(8, packet.directLength()), 9));
    }

    @Test
    void aWriterThatWantsAllMemoryWakesNobodyForEver() {
        ring.write(1);
        ring.writer.publish();
        ring.pages.putI32(RingLayout.PENDING_SEND_SIZE, -1);
        assertEquals(1, ring.reader.read(_ -> {}, 9));
        assertFalse(ring.reader.mustSignal());
    }

    @Test
    void ringsOfHalfPagesOrWithoutDataAreRefused() {
        try (GuestMemory memory = new GuestMemory(16 * 4096)) {
            assertThrows(
                    GuestFault.class, () -> new RingWriter(GuestPages.contiguous(memory, 0, 4096), new RingCounters()));
            assertThrows(
                    GuestFault.class, () -> new RingWriter(GuestPages.contiguous(memory, 0, 8200), new RingCounters()));
        }
    }

    @Test
    void damagedPacketsAreRefusedOrReadButNeverMore() {
        int refusals = 0;
        int[] packets = {0};
        for (long seed = 0; seed < 2000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            try (Ring noise = new Ring(1)) {
                scribble(random, noise);
                int count = noise.reader.read(packet -> packets[0] += touch(packet), 200);
                assertTrue(count <= 170, "seed " + seed + ": a packet has at least 24 bytes");
            } catch (GuestFault refused) {
                refusals++;
            }
        }
        assertTrue(refusals > 100 && packets[0] > 1000, refusals + " rings refused, " + packets[0] + " packets read");
    }

    /** Good packets, a few of whose bits are not. */
    private static void scribble(SplittableRandom random, Ring ring) {
        long[] stretches = {random.nextLong(1 << 16), random.nextLong(1, 9000), random.nextLong(1 << 17), 8};
        MemorySegment payload = MemorySegment.ofArray(new byte[64]);
        for (int i = 0; i < 20; i++) {
            int length = random.nextInt(64);
            if (random.nextBoolean()) ring.writer.write(PacketType.IN_BAND, i, true, payload, 0, length);
            else ring.writer.writeDirect(stretches, 2, i, true, payload, 0, length);
        }
        ring.writer.publish();
        for (int i = 0; i < 8; i++) {
            long at = RingLayout.DATA + 8L * random.nextInt(200);
            ring.pages.putI64(at, ring.pages.i64(at) ^ (1L << random.nextInt(64)));
        }
    }

    private static int touch(PacketDescriptor packet) {
        MemorySegment some = MemorySegment.ofArray(new byte[64]);
        try {
            packet.readDirect(0, some, 0, Math.min(64, packet.directLength()));
        } catch (GuestFault refused) {
            some.fill((byte) 0);
        }
        return 1;
    }
}
