package viridian.offload.stack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static viridian.offload.stack.SimulatedTime.SECOND;
import static viridian.offload.stack.TwoHosts.ALICE;
import static viridian.offload.stack.TwoHosts.ALICE_MAC;
import static viridian.offload.stack.TwoHosts.BOB;
import static viridian.offload.stack.TwoHosts.BOB_MAC;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import viridian.offload.wire.Icmp;
import viridian.offload.wire.Ipv4;
import viridian.offload.wire.Udp;
import viridian.vswitch.frame.BigEndian;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.nic.RecordingNic;

class ReassemblyTest {

    private static final int PORT = 6000;

    private final SimulatedTime time = new SimulatedTime();
    private final RecordingNic link = new RecordingNic(ALICE_MAC);
    private final HostStack alice = time.host();
    private final List<byte[]> heard = new ArrayList<>();

    @BeforeEach
    void listen() {
        alice.attach(link, ALICE, 24, 1500).neighbour(BOB, BOB_MAC);
        alice.udp(PORT)
                .onReceive(got -> heard.add(
                        got.memory().asSlice(got.offset(), got.length()).toArray(ValueLayout.JAVA_BYTE)));
    }

    /** The simplest model: a datagram is heard each time the last of its parts that was missing arrives. */
    @Test
    void hearsADatagramWheneverAllItsPartsHaveComeInAnyOrderTwiceOrNever() {
        long seed = System.nanoTime();
        System.out.println("ReassemblyTest seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 300; round++) {
            List<Part> parts = new ArrayList<>();
            for (int id = 0; id < 4; id++) parts.addAll(cut(datagram(random, id), id, random));
            parts.removeIf(part -> random.nextInt(20) == 0);
            parts.addAll(parts.stream().filter(part -> random.nextInt(10) == 0).toList());
            shuffle(parts, random);
            assertHears(parts, "seed " + seed + " round " + round);
        }
    }

    @Test
    void givesUpADatagramWhosePartsOverlap() {
        says(8, false, filled(16, 2), 1);
        says(16, false, filled(16, 3), 1);
        assertEquals(1, alice.counters().count(StackDrop.OVERLAPPING_FRAGMENT));
        says(32, true, filled(8, 4), 1);
        says(0, false, udpBeginning(40), 1);
        assertEquals(List.of(), heard);
    }

    @Test
    void hearsTheFirstOfTwoPartsForOnePlace() {
        says(8, true, filled(16, 2), 1);
        says(8, true, filled(16, 3), 1);
        says(0, false, udpBeginning(24), 1);
        assertEquals(1, alice.counters().count(StackDrop.DUPLICATE_FRAGMENT));
        assertArrayEquals(filled(16, 2), heard.getFirst());
    }

    @Test
    void believesNoPartThatContradictsTheEnd() {
        says(16, true, filled(8, 1), 1);
        says(24, false, filled(8, 1), 1);
        says(16, false, filled(8, 1), 2);
        says(8, true, filled(8, 1), 2);
        assertEquals(2, alice.counters().count(StackDrop.BAD_FRAGMENT));
        time.pass(61 * SECOND);
        assertEquals(0, alice.counters().count(StackDrop.REASSEMBLY_TIMEOUT), "both were given up at once");
    }

    @Test
    void believesNoPartThatCannotBe() {
        says(0, false, filled(9, 1), 1);
        says(0, false, new byte[0], 1);
        says(65_528, true, filled(8, 1), 1);
        assertEquals(3, alice.counters().count(StackDrop.BAD_FRAGMENT));
        assertEquals(Long.MAX_VALUE, alice.deadline(), "nothing waits");
    }

    @Test
    void believesNoBeginningWhoseOptionsMakeTheWholeTooLong() {
        says(65_504, true, filled(8, 1), 1);
        Frame beginning = fragment(Udp.PROTOCOL, 0, false, new byte[4 + 16], 1);
        BigEndian.putU8(beginning.memory(), 14, 0x46);
        Ipv4.rewrite(beginning.memory(), 14, 24 + 16, 1, Ipv4.MORE_FRAGMENTS);
        link.says(beginning);
        assertEquals(1, alice.counters().count(StackDrop.BAD_FRAGMENT));
        assertEquals(Long.MAX_VALUE, alice.deadline(), "nothing waits");
    }

    @Test
    void waitsAMinuteAndTellsWhoSentTheBeginning() {
        says(0, false, udpBeginning(100), 1);
        says(800, true, filled(8, 1), 2);
        time.pass(60 * SECOND - 1);
        assertEquals(List.of(), link.heard());
        time.pass(1);
        assertEquals(2, alice.counters().count(StackDrop.REASSEMBLY_TIMEOUT));
        assertEquals(1, link.heard().size());
        Frame error = link.heard().getFirst();
        assertEquals(Icmp.TIME_EXCEEDED, Icmp.type(Packets.packet(error), 20));
        assertEquals(Icmp.REASSEMBLY_TIME_EXCEEDED, Icmp.code(Packets.packet(error), 20));
    }

    @Test
    void neverAnswersAnErrorWithAnError() {
        Frame sent = Packets.ipv4(ALICE_MAC, BOB_MAC, ALICE, BOB, Udp.PROTOCOL, new byte[8]);
        byte[] error = Arrays.copyOf(Packets.error(Icmp.DESTINATION_UNREACHABLE, 1, 0, sent), 32);
        link.says(fragment(Icmp.PROTOCOL, 0, false, error, 1));
        time.pass(61 * SECOND);
        assertEquals(List.of(), link.heard());
        assertEquals(1, alice.counters().count(StackDrop.ERROR_WITHHELD));
    }

    @Test
    void makesRoomForTheNewestByGivingUpTheOldest() {
        for (int id = 1; id <= 9; id++) {
            says(8, true, filled(8, id), id);
            time.pass(1);
        }
        assertEquals(1, alice.counters().count(StackDrop.REASSEMBLY_FULL));
        says(0, false, udpBeginning(16), 9);
        assertArrayEquals(filled(8, 9), heard.getFirst());
        says(0, false, udpBeginning(16), 1);
        assertEquals(1, heard.size());
    }

    private void assertHears(List<Part> parts, String where) {
        Map<Integer, BitSet> missing = new HashMap<>();
        List<byte[]> expected = new ArrayList<>();
        for (Part part : parts) {
            BitSet left = missing.computeIfAbsent(part.id, id -> all(part.count));
            left.clear(part.index);
            if (left.isEmpty()) {
                expected.add(part.payload.toArray(ValueLayout.JAVA_BYTE));
                missing.remove(part.id);
            }
            link.says(part.frame);
        }
        assertEquals(expected.size(), heard.size(), where);
        for (int i = 0; i < expected.size(); i++) assertArrayEquals(expected.get(i), heard.get(i), where);
        heard.clear();
        long before = alice.counters().count(StackDrop.REASSEMBLY_TIMEOUT);
        time.pass(61 * SECOND);
        assertEquals(missing.size(), alice.counters().count(StackDrop.REASSEMBLY_TIMEOUT) - before, where);
    }

    private static byte[] datagram(SplittableRandom random, int id) {
        byte[] payload = new byte[16 + random.nextInt(id == 0 ? Udp.LONGEST_PAYLOAD_BYTES - 16 : 3000)];
        random.nextBytes(payload);
        return payload;
    }

    /** At least two parts, of random lengths in units of eight. */
    private List<Part> cut(byte[] payload, int id, SplittableRandom random) {
        byte[] datagram = Packets.udp(BOB, ALICE, 5000, PORT, payload);
        List<byte[]> pieces = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        for (int at = 0; at < datagram.length; ) {
            int most = at == 0 ? (datagram.length - 1) / 8 : 185;
            int end = Math.min(datagram.length, at + 8 * (1 + random.nextInt(Math.min(most, 185))));
            places.add(at);
            pieces.add(Arrays.copyOfRange(datagram, at, end));
            at = end;
        }
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < pieces.size(); i++) {
            Frame frame = fragment(Udp.PROTOCOL, places.get(i), i == pieces.size() - 1, pieces.get(i), id);
            parts.add(new Part(id, i, pieces.size(), MemorySegment.ofArray(payload), frame));
        }
        return parts;
    }

    private void says(int at, boolean last, byte[] bytes, int id) {
        link.says(fragment(Udp.PROTOCOL, at, last, bytes, id));
    }

    private static Frame fragment(int protocol, int at, boolean last, byte[] bytes, int id) {
        int flagsAndOffset = at / 8 | (last ? 0 : Ipv4.MORE_FRAGMENTS);
        return Packets.ipv4(BOB_MAC, ALICE_MAC, BOB, ALICE, protocol, flagsAndOffset, id, bytes);
    }

    /** The header of a datagram of this length, without checksum, so that anything may follow. */
    private static byte[] udpBeginning(int length) {
        return new byte[] {0x13, (byte) 0x88, PORT >>> 8, (byte) PORT, (byte) (length >>> 8), (byte) length, 0, 0};
    }

    private static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private static BitSet all(int count) {
        BitSet set = new BitSet();
        set.set(0, count);
        return set;
    }

    private static void shuffle(List<Part> parts, SplittableRandom random) {
        for (int i = parts.size() - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            parts.set(i, parts.set(other, parts.get(i)));
        }
    }

    private record Part(int id, int index, int count, MemorySegment payload, Frame frame) {}
}
