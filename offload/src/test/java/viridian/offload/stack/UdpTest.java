package viridian.offload.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static viridian.offload.stack.TwoHosts.ALICE;
import static viridian.offload.stack.TwoHosts.BOB;
import static viridian.offload.stack.TwoHosts.NOBODY;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import viridian.offload.wire.Ipv4Address;
import viridian.offload.wire.Udp;

class UdpTest {

    private final TwoHosts hosts = new TwoHosts();
    private final UdpSocket sender = hosts.alice.udp(5000);
    private final UdpSocket receiver = hosts.bob.udp(6000);
    private final List<String> heard = new ArrayList<>();

    @Test
    void arrivesWithItsSender() {
        receiver.onReceive(datagram -> {
            heard.add(text(datagram));
            assertEquals(ALICE.bits(), datagram.from());
            assertEquals(5000, datagram.fromPort());
            assertEquals(BOB.bits(), datagram.to());
            assertSame(hosts.atBob, datagram.arrivedOn());
        });
        send(sender, BOB, 6000, "hello");
        assertEquals(List.of("hello"), heard);
    }

    @Test
    void isAnsweredFromWithinTheReceiver() {
        receiver.onReceive(got -> receiver.send(got.from(), got.fromPort(), got.memory(), got.offset(), got.length()));
        sender.onReceive(got -> heard.add(text(got)));
        send(sender, BOB, 6000, "there and back");
        assertEquals(List.of("there and back"), heard);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1472, 1473, 30_000, Udp.LONGEST_PAYLOAD_BYTES})
    void arrivesAsItWasSentWhateverItsLength(int length) {
        byte[] sent = new byte[length];
        for (int i = 0; i < length; i++) sent[i] = (byte) (i * 31);
        List<byte[]> got = new ArrayList<>();
        receiver.onReceive(datagram -> got.add(bytes(datagram)));
        assertTrue(sender.send(BOB, 6000, MemorySegment.ofArray(sent), 0, length));
        hosts.alice.flush();
        hosts.time.settle();
        assertEquals(1, got.size());
        assertEquals(-1, Arrays.mismatch(sent, got.getFirst()));
    }

    @Test
    void longerThanAPacketIsNotSent() {
        MemorySegment tooLong = MemorySegment.ofArray(new byte[Udp.LONGEST_PAYLOAD_BYTES + 1]);
        assertFalse(sender.send(BOB, 6000, tooLong, 0, (int) tooLong.byteSize()));
        assertEquals(1, hosts.alice.counters().count(StackDrop.TOO_LONG));
    }

    @Test
    void withoutARouteIsNotSent() {
        assertFalse(send(sender, Ipv4Address.parse("192.168.7.7"), 6000, "hello"));
        assertEquals(1, hosts.alice.counters().count(StackDrop.NO_ROUTE));
    }

    @Test
    void toNobodyIsLostUnderAName() {
        assertTrue(send(sender, NOBODY, 6000, "hello"));
        hosts.time.pass(10 * SimulatedTime.SECOND);
        assertEquals(1, hosts.alice.counters().count(StackDrop.NO_NEIGHBOUR));
    }

    @Test
    void toAPortNobodyListensAtComesBack() {
        sender.onRefusal((to, toPort, code, who) -> heard.add(to + " " + toPort + " " + code + " " + who));
        send(sender, BOB, 6001, "hello");
        assertEquals(List.of("10.0.0.2 6001 3 10.0.0.2"), heard);
    }

    @Test
    void toAllIsHeardByAllButTheSpeaker() {
        receiver.onReceive(got -> heard.add(text(got)));
        hosts.alice.udp(6000).onReceive(got -> heard.add("echo"));
        send(sender, Ipv4Address.parse("10.0.0.255"), 6000, "directed");
        send(sender, Ipv4Address.parse("255.255.255.255"), 6000, "limited");
        assertEquals(List.of("directed", "limited"), heard);
    }

    @Test
    void toItselfIsHeardWithoutALink() {
        hosts.alice.udp(6000).onReceive(got -> heard.add(text(got)));
        send(sender, ALICE, 6000, "myself");
        assertEquals(List.of("myself"), heard);
    }

    @Test
    void twoPortsThatEchoEachOtherForEverDoNotHoldUpTheirOwner() {
        UdpSocket other = hosts.alice.udp(6000);
        for (UdpSocket port : List.of(sender, other)) {
            port.onReceive(got -> port.send(got.from(), got.fromPort(), got.memory(), got.offset(), got.length()));
        }
        send(sender, ALICE, 6000, "for ever");
        assertEquals(hosts.time.getAsLong(), hosts.alice.deadline());
    }

    @Test
    void damagedIsNotBelieved() {
        byte[] datagram = Packets.udp(ALICE, BOB, 5000, 6000, "hello");
        datagram[9] ^= 1;
        receiver.onReceive(got -> heard.add(text(got)));
        hosts.alice.sendRaw(
                hosts.atAlice, Packets.ipv4(TwoHosts.ALICE_MAC, TwoHosts.BOB_MAC, ALICE, BOB, Udp.PROTOCOL, datagram));
        hosts.time.settle();
        assertEquals(List.of(), heard);
        assertEquals(1, hosts.bob.counters().count(StackDrop.BAD_UDP_CHECKSUM));
    }

    @Test
    void aPortHasOneOwnerUntilItIsGivenBack() {
        assertThrows(IllegalStateException.class, () -> hosts.alice.udp(5000));
        sender.close();
        assertFalse(send(sender, BOB, 6000, "closed"));
        assertEquals(5000, hosts.alice.udp(5000).port());
    }

    @Test
    void anyFreePortIsGivenToWhoAsksForNone() {
        UdpSocket first = hosts.alice.udp(0);
        UdpSocket second = hosts.alice.udp(0);
        assertTrue(first.port() >= 49_152);
        assertNotEquals(first.port(), second.port());
        assertThrows(IllegalArgumentException.class, () -> hosts.alice.udp(65_536));
    }

    private boolean send(UdpSocket from, Ipv4Address to, int port, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        boolean sent = from.send(to, port, MemorySegment.ofArray(bytes), 0, bytes.length);
        hosts.alice.flush();
        hosts.time.settle();
        return sent;
    }

    private static byte[] bytes(UdpDatagram datagram) {
        return datagram.memory().asSlice(datagram.offset(), datagram.length()).toArray(ValueLayout.JAVA_BYTE);
    }

    private static String text(UdpDatagram datagram) {
        return new String(bytes(datagram), StandardCharsets.US_ASCII);
    }
}
