package viridian.offload.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static viridian.offload.stack.TwoHosts.ALICE;
import static viridian.offload.stack.TwoHosts.ALICE_MAC;
import static viridian.offload.stack.TwoHosts.BOB;
import static viridian.offload.stack.TwoHosts.BOB_MAC;
import static viridian.offload.stack.TwoHosts.NOBODY;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import viridian.offload.wire.Icmp;
import viridian.offload.wire.Ipv4;
import viridian.offload.wire.Ipv4Address;
import viridian.offload.wire.Udp;
import viridian.vswitch.frame.BigEndian;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.RecordingNic;

/** What a host takes, what it puts aside and under which name, and whom it tells. */
class ArrivalTest {

    private static final Ipv4Address ALL_HERE = Ipv4Address.parse("10.0.0.255");

    private final SimulatedTime time = new SimulatedTime();
    private final RecordingNic link = new RecordingNic(ALICE_MAC);
    private final HostStack alice = time.host();

    @BeforeEach
    void knowBob() {
        alice.attach(link, ALICE, 24, 1500).neighbour(BOB, BOB_MAC);
    }

    @Test
    void aFrameForAnotherAdapterIsNotTaken() {
        link.says(FrameBuilder.frame(BOB_MAC, MacAddress.parse("00-15-5D-00-00-77"))
                .build());
        assertDropped(StackDrop.FOREIGN_FRAME);
    }

    @Test
    void aFrameOfAVlanIsNotTakenButAPriorityIsNoVlan() {
        Frame frame = ping(BOB, ALICE);
        frame.retag(10);
        link.says(frame);
        assertDropped(StackDrop.TAGGED_FRAME);
        frame.retag(5 << 13);
        link.says(frame);
        assertEquals(1, link.heard().size());
    }

    @Test
    void aFrameOfAnotherKindIsNotTaken() {
        link.says(FrameBuilder.frame(BOB_MAC, ALICE_MAC).build());
        assertDropped(StackDrop.UNKNOWN_TYPE);
    }

    @Test
    void aDamagedHeaderIsNotBelieved() {
        Frame frame = ping(BOB, ALICE);
        BigEndian.putU8(frame.memory(), Frame.HEADER_BYTES + 8, 63);
        link.says(frame);
        assertDropped(StackDrop.BAD_HEADER_CHECKSUM);
    }

    @Test
    void aLengthBeyondTheFrameIsNotBelieved() {
        Frame frame = ping(BOB, ALICE);
        Ipv4.rewrite(frame.memory(), Frame.HEADER_BYTES, frame.length(), 1, 0);
        link.says(frame);
        assertDropped(StackDrop.BAD_HEADER);
    }

    @Test
    void paddingIsNoPartOfThePacket() {
        link.says(ping(BOB, ALICE));
        assertEquals(Frame.HEADER_BYTES + 20 + 8 + 4, link.heard().getFirst().length());
    }

    @Test
    void aSourceThatIsNoHostIsNotBelieved() {
        for (String source : List.of("0.0.0.0", "127.0.0.1", "224.0.0.1", "255.255.255.255", "10.0.0.255")) {
            link.says(ping(Ipv4Address.parse(source), ALICE));
        }
        assertEquals(5, alice.counters().count(StackDrop.BAD_SOURCE));
        assertEquals(List.of(), link.heard());
    }

    @Test
    void aPacketForOneInAFrameForAllIsNotTaken() {
        link.says(Packets.ipv4(BOB_MAC, Packets.ALL, BOB, ALICE, 1, Packets.echo(Icmp.ECHO_REQUEST, 1, 1, 4)));
        assertDropped(StackDrop.UNICAST_IN_BROADCAST);
    }

    @Test
    void aPacketForAGroupIsNotTaken() {
        MacAddress group = MacAddress.parse("01-00-5E-00-00-05");
        Ipv4Address groupIp = Ipv4Address.parse("224.0.0.5");
        link.says(Packets.ipv4(BOB_MAC, group, BOB, groupIp, 1, Packets.echo(Icmp.ECHO_REQUEST, 1, 1, 4)));
        assertDropped(StackDrop.NOT_FOR_US);
    }

    @Test
    void aPacketForAnotherHostIsNotTaken() {
        link.says(ping(BOB, NOBODY));
        assertDropped(StackDrop.NOT_FOR_US);
    }

    @Test
    void aDamagedEchoIsNotAnswered() {
        byte[] echo = Packets.echo(Icmp.ECHO_REQUEST, 1, 1, 4);
        echo[9] ^= 1;
        link.says(Packets.ipv4(BOB_MAC, ALICE_MAC, BOB, ALICE, 1, echo));
        assertDropped(StackDrop.BAD_ICMP_CHECKSUM);
    }

    @Test
    void anIcmpMessageCutShortIsNotAnswered() {
        link.says(Packets.ipv4(BOB_MAC, ALICE_MAC, BOB, ALICE, 1, new byte[7]));
        assertDropped(StackDrop.BAD_ICMP);
    }

    @Test
    void anUnknownProtocolIsRefusedWithAQuote() {
        Frame frame = Packets.ipv4(BOB_MAC, ALICE_MAC, BOB, ALICE, 99, new byte[24]);
        link.says(frame);
        assertEquals(1, alice.counters().count(StackDrop.UNKNOWN_PROTOCOL));
        MemorySegment error = Packets.packet(link.heard().getFirst());
        assertEquals(Icmp.DESTINATION_UNREACHABLE, Icmp.type(error, 20));
        assertEquals(Icmp.PROTOCOL_UNREACHABLE, Icmp.code(error, 20));
        assertEquals(20 + 8 + 44, error.byteSize());
        assertEquals(-1, Packets.packet(frame).asSlice(0, 44).mismatch(error.asSlice(28)));
    }

    @Test
    void aQuoteIsNotLongerThanAnErrorMayBe() {
        link.says(Packets.ipv4(BOB_MAC, ALICE_MAC, BOB, ALICE, 99, new byte[1400]));
        assertEquals(576, Packets.packet(link.heard().getFirst()).byteSize());
    }

    @Test
    void aPortNobodyListensAtIsRefused() {
        link.says(datagram(BOB, ALICE, ALICE_MAC));
        assertEquals(1, alice.counters().count(StackDrop.NO_LISTENER));
        assertEquals(
                Icmp.PORT_UNREACHABLE, Icmp.code(Packets.packet(link.heard().getFirst()), 20));
    }

    @Test
    void nothingSentToAllIsRefused() {
        link.says(datagram(BOB, ALL_HERE, Packets.ALL));
        link.says(datagram(BOB, Ipv4Address.of(Ipv4Address.LIMITED_BROADCAST), Packets.ALL));
        assertEquals(List.of(), link.heard());
        assertEquals(2, alice.counters().count(StackDrop.ERROR_WITHHELD));
    }

    @Test
    void anErrorIsNeverAnsweredByAnError() {
        Frame sent = Packets.ipv4(ALICE_MAC, BOB_MAC, ALICE, BOB, Udp.PROTOCOL, new byte[8]);
        byte[] error = Packets.error(Icmp.DESTINATION_UNREACHABLE, 3, 0, sent);
        link.says(Packets.ipv4(BOB_MAC, ALICE_MAC, BOB, ALICE, 1, error));
        link.says(Packets.ipv4(BOB_MAC, ALICE_MAC, BOB, ALICE, 1, Packets.error(Icmp.TIME_EXCEEDED, 0, 0, sent)));
        assertEquals(List.of(), link.heard());
        assertEquals(1, alice.counters().count(StackDrop.BAD_ICMP));
        assertEquals(1, alice.counters().count(StackDrop.UNKNOWN_ICMP));
    }

    @Test
    void errorsAreFewHoweverManyPacketsAreBad() {
        for (int i = 0; i < 1_000; i++) link.says(datagram(BOB, ALICE, ALICE_MAC));
        assertEquals(10, link.takeHeard().size());
        time.pass(30_000_000);
        for (int i = 0; i < 1_000; i++) link.says(datagram(BOB, ALICE, ALICE_MAC));
        assertEquals(3, link.heard().size());
    }

    @Test
    void aFullAdapterLosesTheAnswerUnderAName() {
        link.full(true);
        link.says(ping(BOB, ALICE));
        assertDropped(StackDrop.NO_ROOM);
    }

    private void assertDropped(StackDrop why) {
        assertEquals(1, alice.counters().count(why));
        assertEquals(1, alice.counters().total());
        assertEquals(List.of(), link.heard());
    }

    private static Frame ping(Ipv4Address from, Ipv4Address to) {
        return Packets.ipv4(BOB_MAC, ALICE_MAC, from, to, 1, Packets.echo(Icmp.ECHO_REQUEST, 1, 1, 4));
    }

    private static Frame datagram(Ipv4Address from, Ipv4Address to, MacAddress frameTo) {
        return Packets.ipv4(BOB_MAC, frameTo, from, to, Udp.PROTOCOL, Packets.udp(from, to, 5000, 5001, "hello"));
    }
}
