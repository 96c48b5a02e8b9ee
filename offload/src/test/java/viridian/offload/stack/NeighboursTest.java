package viridian.offload.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static viridian.offload.stack.Packets.ALL;
import static viridian.offload.stack.Packets.ANY;
import static viridian.offload.stack.Packets.whoHas;
import static viridian.offload.stack.SimulatedTime.SECOND;
import static viridian.offload.stack.TwoHosts.ALICE;
import static viridian.offload.stack.TwoHosts.ALICE_MAC;
import static viridian.offload.stack.TwoHosts.BOB;
import static viridian.offload.stack.TwoHosts.BOB_MAC;
import static viridian.offload.stack.TwoHosts.NOBODY;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import viridian.offload.wire.Arp;
import viridian.offload.wire.Ipv4;
import viridian.offload.wire.Ipv4Address;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.RecordingNic;

class NeighboursTest {

    private static final MacAddress CAROL_MAC = MacAddress.parse("00-15-5D-00-00-03");
    private static final Ipv4Address UNSET = Ipv4Address.of(0);

    private final SimulatedTime time = new SimulatedTime();
    private final RecordingNic link = new RecordingNic(ALICE_MAC);
    private final HostStack alice = time.host();
    private final NetworkInterface on = alice.attach(link, ALICE, 24, 1500);
    private final List<PingOutcome> outcomes = new ArrayList<>();

    @Test
    void answersForItsOwnAddressToWhoAsks() {
        link.says(whoHas(BOB_MAC, BOB, ALICE));
        Frame reply = link.heard().getFirst();
        assertEquals(BOB_MAC.bits(), reply.destination());
        assertEquals(Arp.ETHER_TYPE, reply.etherType());
        MemorySegment arp = Packets.packet(reply);
        assertEquals(Arp.REPLY, Arp.operation(arp, 0));
        assertEquals(ALICE_MAC.bits(), Arp.senderMac(arp, 0));
        assertEquals(ALICE.bits(), Arp.senderIp(arp, 0));
        assertEquals(BOB_MAC.bits(), Arp.targetMac(arp, 0));
        assertEquals(BOB.bits(), Arp.targetIp(arp, 0));
    }

    @Test
    void keepsSilentAboutAnotherAddress() {
        link.says(whoHas(BOB_MAC, BOB, NOBODY));
        assertEquals(List.of(), link.heard());
        assertEquals(1, alice.counters().count(StackDrop.NOT_FOR_US));
    }

    @Test
    void answersAProbeAndLearnsNothingFromIt() {
        link.says(whoHas(BOB_MAC, UNSET, ALICE));
        assertEquals(1, link.takeHeard().size());
        assertEquals(Long.MAX_VALUE, alice.deadline(), "there is nobody to forget");
        ping(BOB);
        assertRequestFor(BOB, link.heard().getFirst());
    }

    @Test
    void asksBeforeItSendsAndSendsWhatWaited() {
        ping(BOB);
        ping(BOB);
        assertEquals(1, link.heard().size(), "one question for both");
        assertRequestFor(BOB, link.takeHeard().getFirst());
        bobAnswers(BOB_MAC);
        assertEquals(2, link.heard().size());
        assertEquals(BOB_MAC.bits(), link.heard().getFirst().destination());
        assertEquals(Ipv4.ETHER_TYPE, link.heard().getFirst().etherType());
    }

    @Test
    void whoAsksIsKnown() {
        link.says(whoHas(BOB_MAC, BOB, ALICE));
        link.takeHeard();
        ping(BOB);
        assertEquals(Ipv4.ETHER_TYPE, link.heard().getFirst().etherType());
    }

    @Test
    void whoAsksForSomebodyElseIsNotAdded() {
        link.says(whoHas(BOB_MAC, BOB, NOBODY));
        ping(BOB);
        assertRequestFor(BOB, link.heard().getFirst());
    }

    @Test
    void anAnnouncementMovesWhoIsKnownAndAddsNobody() {
        link.says(Packets.arp(Arp.REQUEST, CAROL_MAC, BOB, ALL, ANY, BOB));
        ping(BOB);
        assertRequestFor(BOB, link.takeHeard().getFirst());
        bobAnswers(BOB_MAC);
        link.takeHeard();
        link.says(Packets.arp(Arp.REQUEST, CAROL_MAC, BOB, ALL, ANY, BOB));
        ping(BOB);
        assertEquals(CAROL_MAC.bits(), link.heard().getFirst().destination());
    }

    @Test
    void asksThreeTimesASecondApartAndGivesUp() {
        ping(NOBODY);
        assertEquals(1, link.heard().size());
        time.pass(SECOND);
        assertEquals(2, link.heard().size());
        time.pass(SECOND);
        assertEquals(3, link.heard().size());
        assertEquals(List.of(), outcomes);
        time.pass(SECOND);
        assertEquals(3, link.heard().size());
        assertInstanceOf(PingOutcome.NoNeighbour.class, outcomes.getFirst());
        assertEquals(1, alice.counters().count(StackDrop.NO_NEIGHBOUR));
        assertEquals(Long.MAX_VALUE, alice.deadline(), "nothing is left to wait for");
    }

    @Test
    void forgetsAfterAMinuteAndAsksAgain() {
        link.says(whoHas(BOB_MAC, BOB, ALICE));
        link.takeHeard();
        time.pass(60 * SECOND - 1);
        ping(BOB);
        assertEquals(Ipv4.ETHER_TYPE, link.takeHeard().getFirst().etherType());
        time.pass(1);
        ping(BOB);
        assertRequestFor(BOB, link.heard().getFirst());
    }

    @Test
    void forgetsWhatItHeardWhenToldToButNotWhatItWasTold() {
        on.neighbour(NOBODY, CAROL_MAC);
        link.says(whoHas(BOB_MAC, BOB, ALICE));
        alice.forgetNeighbours();
        link.takeHeard();
        ping(NOBODY);
        ping(BOB);
        assertEquals(CAROL_MAC.bits(), link.heard().getFirst().destination());
        assertRequestFor(BOB, link.heard().getLast());
    }

    @Test
    void whatWasStatedIsNotMovedByWhatIsHeard() {
        on.neighbour(BOB, BOB_MAC);
        link.says(whoHas(CAROL_MAC, BOB, ALICE));
        link.takeHeard();
        time.pass(600 * SECOND);
        ping(BOB);
        assertEquals(BOB_MAC.bits(), link.heard().getFirst().destination());
    }

    @Test
    void aStatementLetsWhatWaitedGo() {
        ping(BOB);
        link.takeHeard();
        on.neighbour(BOB, BOB_MAC);
        ping(BOB);
        assertEquals(2, link.heard().size());
    }

    @Test
    void believesNobodyWhoSaysToHaveItsAddress() {
        link.says(whoHas(CAROL_MAC, ALICE, ALICE));
        link.says(whoHas(CAROL_MAC, ALICE, BOB));
        assertEquals(List.of(), link.heard());
        assertEquals(2, alice.counters().count(StackDrop.ADDRESS_CONFLICT));
    }

    @Test
    void believesNoStationWithAGroupAddress() {
        link.says(Packets.arp(Arp.REPLY, MacAddress.parse("01-00-5E-00-00-01"), BOB, ALICE_MAC, ALICE_MAC, ALICE));
        assertEquals(1, alice.counters().count(StackDrop.BAD_ARP));
    }

    @Test
    void keepsTheLongestDatagramWhileItAsks() {
        alice.ping(BOB, new PingRequest(PingRequest.LONGEST, false, SECOND, 1), outcomes::add);
        assertEquals(1, link.takeHeard().size());
        bobAnswers(BOB_MAC);
        assertEquals(45, link.heard().size());
        assertEquals(0, alice.counters().total());
    }

    @Test
    void doesNotKeepMoreThanTwoOfThem() {
        for (int i = 0; i < 3; i++) {
            alice.ping(BOB, new PingRequest(PingRequest.LONGEST, false, SECOND, 1), outcomes::add);
        }
        assertEquals(1, alice.counters().count(StackDrop.NEIGHBOUR_QUEUE_FULL));
    }

    @Test
    void forgedSendersDoNotPushOutWhatWasStatedNorFillMemory() {
        on.neighbour(BOB, BOB_MAC);
        for (int i = 0; i < 5_000; i++) link.says(whoHas(CAROL_MAC, Ipv4Address.of(0x0B000000 + i), ALICE));
        link.takeHeard();
        ping(BOB);
        assertEquals(BOB_MAC.bits(), link.heard().getFirst().destination());
        ping(NOBODY);
        assertRequestFor(NOBODY, link.heard().getLast());
    }

    @Test
    void flushesAnswersAtTheEndOfTheBurstNotBefore() {
        link.saysMore(whoHas(BOB_MAC, BOB, ALICE));
        int before = link.flushes();
        alice.flush();
        assertEquals(before, link.flushes());
        link.says(whoHas(BOB_MAC, BOB, ALICE));
        assertEquals(before + 1, link.flushes());
        assertTrue(link.heard().size() == 2);
    }

    private void ping(Ipv4Address to) {
        alice.ping(to, new PingRequest(8, false, 30 * SECOND, 1), outcomes::add);
    }

    private void bobAnswers(MacAddress mac) {
        link.says(Packets.arp(Arp.REPLY, mac, BOB, ALICE_MAC, ALICE_MAC, ALICE));
    }

    private static void assertRequestFor(Ipv4Address asked, Frame frame) {
        assertEquals(Frame.BROADCAST, frame.destination());
        assertEquals(Arp.ETHER_TYPE, frame.etherType());
        MemorySegment arp = Packets.packet(frame);
        assertEquals(Arp.REQUEST, Arp.operation(arp, 0));
        assertEquals(ALICE_MAC.bits(), Arp.senderMac(arp, 0));
        assertEquals(ALICE.bits(), Arp.senderIp(arp, 0));
        assertEquals(0, Arp.targetMac(arp, 0));
        assertEquals(asked.bits(), Arp.targetIp(arp, 0));
    }
}
