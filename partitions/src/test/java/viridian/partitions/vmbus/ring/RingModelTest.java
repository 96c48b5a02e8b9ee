package viridian.partitions.vmbus.ring;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A ring against the simplest thing that behaves so: a list of packets, and a count of bytes. */
class RingModelTest {

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Packet(long id, boolean completion, byte[] payload) {
        int bytes() {
            return 16 + (payload.length + 7) / 8 * 8 + 8;
        }
    }

    @Test
    void aRingIsAListOfPackets() {
        for (long seed = 0; seed < 300; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            try (Ring ring = new Ring(1 + random.nextInt(3))) {
                run("seed " + seed, random, ring);
            }
        }
    }

    private static void run(String seed, SplittableRandom random, Ring ring) {
        Queue<Packet> written = new ArrayDeque<>();
        Queue<Packet> visible = new ArrayDeque<>();
        for (int step = 0; step < 500; step++) {
            switch (random.nextInt(4)) {
                case 0, 1 -> write(seed, random, ring, written, visible);
                case 2 -> {
                    ring.writer.publish();
                    visible.addAll(written);
                    written.clear();
                }
                default -> read(seed, random.nextInt(1, 40), ring, visible);
            }
        }
    }

    private static void write(
            String seed, SplittableRandom random, Ring ring, Queue<Packet> written, Queue<Packet> visible) {
        byte[] payload = new byte[random.nextInt(random.nextInt(1, 3000))];
        random.nextBytes(payload);
        Packet packet = new Packet(random.nextLong(), random.nextBoolean(), payload);
        int used = bytes(written) + bytes(visible);
        boolean fits = packet.bytes() < ring.writer.dataBytes() - used;
        boolean wrote = ring.writer.write(
                PacketType.IN_BAND, packet.id, packet.completion, MemorySegment.ofArray(payload), 0, payload.length);
        assertEquals(fits, wrote, seed);
        if (wrote) {
            written.add(packet);
        } else { // a writer that waits shows what it has
            visible.addAll(written);
            written.clear();
        }
    }

    private static void read(String seed, int limit, Ring ring, Queue<Packet> visible) {
        int expected = Math.min(limit, visible.size());
        int count = ring.reader.read(packet -> same(seed, visible.remove(), packet), limit);
        assertEquals(expected, count, seed);
        assertEquals(!visible.isEmpty(), ring.reader.hasMore(), seed);
    }

    private static void same(String seed, Packet expected, PacketDescriptor packet) {
        assertEquals(expected.id, packet.transactionId(), seed);
        assertEquals(expected.completion, packet.completionRequested(), seed);
        byte[] padded = Arrays.copyOf(expected.payload, (expected.payload.length + 7) / 8 * 8);
        byte[] read = packet.memory()
                .asSlice(packet.payloadAt(), packet.payloadLength())
                .toArray(ValueLayout.JAVA_BYTE);
        assertArrayEquals(padded, read, seed);
    }

    private static int bytes(Queue<Packet> packets) {
        return packets.stream().mapToInt(Packet::bytes).sum();
    }
}
