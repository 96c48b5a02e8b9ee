package viridian.offload.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static viridian.offload.stack.TwoHosts.ALICE;
import static viridian.offload.stack.TwoHosts.ALICE_MAC;
import static viridian.offload.stack.TwoHosts.BOB;
import static viridian.offload.stack.TwoHosts.BOB_MAC;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import viridian.offload.wire.Arp;
import viridian.offload.wire.Ipv4Address;
import viridian.offload.wire.Udp;
import viridian.vswitch.nic.Cable;
import viridian.vswitch.nic.RecordingNic;

/** A host that has an adapter and no address yet: Bob asks, and Alice gives him one. */
class NewcomerTest {

    private static final Ipv4Address NONE = Ipv4Address.of(Ipv4Address.UNKNOWN);
    private static final Ipv4Address EVERYBODY = Ipv4Address.of(Ipv4Address.LIMITED_BROADCAST);

    private final SimulatedTime time = new SimulatedTime();
    private final HostStack alice = time.host();
    private final HostStack bob = time.host();
    private final Cable cable = new Cable(ALICE_MAC, BOB_MAC, 1514, time);
    private final NetworkInterface atAlice = alice.attach(cable.left(), ALICE, 24, 1500);
    private final NetworkInterface atBob = bob.attach(cable.right(), 1500);
    private final UdpSocket server = alice.udp(67);
    private final UdpSocket client = bob.udp(68);
    private final List<String> heard = new ArrayList<>();

    private boolean say(UdpSocket by, Ipv4Address to, int port, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        boolean sent = by.send(to, port, MemorySegment.ofArray(bytes), 0, bytes.length);
        alice.flush();
        bob.flush();
        time.settle();
        return sent;
    }

    @Test
    void asksAllFromNoAddress() {
        server.onReceive(datagram -> heard.add(Ipv4Address.of(datagram.from()) + " port " + datagram.fromPort()));
        assertTrue(say(client, EVERYBODY, 67, "who gives me an address?"));
        assertEquals(List.of("0.0.0.0 port 68"), heard);
    }

    @Test
    void hearsWhatIsForAll() {
        client.onReceive(datagram -> heard.add("answer"));
        server.onReceive(datagram -> say(server, EVERYBODY, 68, "take this one"));
        say(client, EVERYBODY, 67, "who gives me an address?");
        assertEquals(List.of("answer"), heard);
    }

    @Test
    void speaksToNobodyInParticular() {
        assertFalse(say(client, ALICE, 67, "hello"));
        assertFalse(atBob.hasAddress());
    }

    @Test
    void isAHostLikeOthersOnceItHasAnAddress() {
        bob.address(atBob, BOB, 24);
        assertEquals(BOB, atBob.address());
        assertInstanceOf(PingOutcome.Reply.class, TwoHosts.ping(time, alice, BOB, TwoHosts.SMALL));
        assertInstanceOf(PingOutcome.Reply.class, TwoHosts.ping(time, bob, ALICE, TwoHosts.SMALL));
    }

    @Test
    void answersNobodyBefore() {
        assertInstanceOf(PingOutcome.NoNeighbour.class, TwoHosts.ping(time, alice, BOB, TwoHosts.SMALL));
        assertInstanceOf(PingOutcome.NoRoute.class, TwoHosts.ping(time, bob, ALICE, TwoHosts.SMALL));
    }

    /** RFC 5227 section 2.1.1: who tries whether an address is free asks from no address, and that is no conflict. */
    @Test
    void doesNotThinkItselfMeantByWhoHasNoAddressEither() {
        RecordingNic link = new RecordingNic(BOB_MAC);
        HostStack carol = time.host();
        carol.attach(link, 1500);
        link.says(Packets.arp(Arp.REQUEST, ALICE_MAC, NONE, Packets.ALL, Packets.ANY, NONE));
        assertEquals(List.of(), link.heard());
        assertEquals(0, carol.counters().count(StackDrop.ADDRESS_CONFLICT));
        assertEquals(1, carol.counters().count(StackDrop.NOT_FOR_US));
    }

    @Test
    void getsOneAddressOnly() {
        bob.address(atBob, BOB, 24);
        assertThrows(IllegalStateException.class, () -> bob.address(atBob, ALICE, 24));
        assertThrows(IllegalStateException.class, () -> alice.address(atAlice, BOB, 24));
    }

    @Test
    void isNotHeardWhenItSpeaksToOneHost() {
        RecordingNic link = new RecordingNic(ALICE_MAC);
        HostStack carol = time.host();
        carol.attach(link, ALICE, 24, 1500);
        byte[] question = Packets.udp(NONE, ALICE, 68, 67, "hello");
        link.says(Packets.ipv4(BOB_MAC, ALICE_MAC, NONE, ALICE, Udp.PROTOCOL, question));
        assertEquals(1, carol.counters().count(StackDrop.BAD_SOURCE));
    }
}
