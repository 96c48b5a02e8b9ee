package viridian.offload.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static viridian.offload.stack.SimulatedTime.SECOND;
import static viridian.offload.stack.TwoHosts.ALICE;
import static viridian.offload.stack.TwoHosts.ALICE_MAC;
import static viridian.offload.stack.TwoHosts.BOB;
import static viridian.offload.stack.TwoHosts.BOB_MAC;
import static viridian.offload.stack.TwoHosts.NOBODY;
import static viridian.offload.stack.TwoHosts.SMALL;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import viridian.offload.wire.Icmp;
import viridian.offload.wire.Ipv4;
import viridian.offload.wire.Ipv4Address;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.nic.RecordingNic;

class PingTest {

    private static final Ipv4Address ELSEWHERE = Ipv4Address.parse("192.168.7.7");

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 32, 1472, 1473, 2960, 20_001, PingRequest.LONGEST})
    void comesBackWhateverItsSize(int size) {
        TwoHosts hosts = new TwoHosts();
        PingRequest request = new PingRequest(size, false, SECOND, 1);
        assertEquals(new PingOutcome.Reply(0, size), hosts.ping(BOB, request));
        assertEquals(0, hosts.alice.counters().total());
        assertEquals(0, hosts.bob.counters().total());
    }

    @Test
    void fillsAJumboPacketWithoutFragments() {
        TwoHosts hosts = new TwoHosts(9000, 9000);
        assertEquals(new PingOutcome.Reply(0, 8972), hosts.ping(BOB, new PingRequest(8972, true, SECOND, 1)));
    }

    @Test
    void isTooBigForItsOwnLinkIfItMustNotBeCut() {
        TwoHosts hosts = new TwoHosts(9000, 9000);
        assertEquals(new PingOutcome.TooBig(9000), hosts.ping(BOB, new PingRequest(8973, true, SECOND, 1)));
    }

    @Test
    void isAnsweredInFragmentsByWhoCannotSendItInOne() {
        TwoHosts hosts = new TwoHosts(9000, 1500);
        assertEquals(new PingOutcome.Reply(0, 8972), hosts.ping(BOB, new PingRequest(8972, true, SECOND, 1)));
    }

    @Test
    void findsNobodyWhereNobodyAnswersForTheAddress() {
        TwoHosts hosts = new TwoHosts();
        assertEquals(new PingOutcome.NoNeighbour(), hosts.ping(NOBODY, SMALL));
    }

    @Test
    void saysNobodyAlsoIfItsOwnTimeEndsFirst() {
        TwoHosts hosts = new TwoHosts();
        assertEquals(new PingOutcome.NoNeighbour(), hosts.ping(NOBODY, new PingRequest(32, false, SECOND / 2, 1)));
    }

    @Test
    void hasNoRouteToANetworkNobodyLeadsTo() {
        TwoHosts hosts = new TwoHosts();
        assertEquals(new PingOutcome.NoRoute(), hosts.ping(ELSEWHERE, SMALL));
        assertEquals(new PingOutcome.NoRoute(), hosts.ping(Ipv4Address.parse("224.0.0.1"), SMALL));
    }

    @Test
    void goesToTheRouterForANetworkBehindIt() {
        TwoHosts hosts = new TwoHosts();
        hosts.alice.route(StaticRoute.defaultGateway(BOB));
        assertEquals(new PingOutcome.Timeout(), hosts.ping(ELSEWHERE, SMALL), "Bob passes nothing on");
        assertEquals(1, hosts.bob.counters().count(StackDrop.NOT_FOR_US));
    }

    @Test
    void timesOutIfTheOtherIsSilent() {
        TwoHosts hosts = new TwoHosts();
        hosts.atAlice.neighbour(NOBODY, BOB_MAC);
        long before = hosts.time.getAsLong();
        assertEquals(new PingOutcome.Timeout(), hosts.ping(NOBODY, SMALL));
        assertEquals(SMALL.timeoutNanos(), hosts.time.getAsLong() - before);
    }

    @Test
    void measuresFromSendingToReply() {
        Probe probe = new Probe();
        probe.time.pass(3_000_000);
        probe.says(probe.reply(probe.identifier, 1, SMALL.size()));
        assertEquals(List.of(new PingOutcome.Reply(3_000_000, 32)), probe.outcomes);
    }

    @Test
    void takesOnlyItsOwnReplyWithItsOwnData() {
        Probe probe = new Probe();
        byte[] right = probe.reply(probe.identifier, 1, SMALL.size());
        probe.says(Packets.echo(Icmp.ECHO_REPLY, probe.identifier, 1, SMALL.size()));
        probe.says(probe.reply(probe.identifier + 1, 1, SMALL.size()));
        probe.says(probe.reply(probe.identifier, 2, SMALL.size()));
        probe.says(probe.reply(probe.identifier, 1, SMALL.size() - 1));
        probe.link.says(Packets.ipv4(BOB_MAC, ALICE_MAC, NOBODY, ALICE, Icmp.PROTOCOL, right));
        assertEquals(List.of(), probe.outcomes);
        assertEquals(5, probe.alice.counters().count(StackDrop.UNEXPECTED_REPLY));
        probe.says(right);
        probe.says(right);
        assertEquals(List.of(new PingOutcome.Reply(0, 32)), probe.outcomes);
    }

    @Test
    void hearsFromARouterThatThereIsNoWay() {
        Probe probe = new Probe();
        probe.says(Packets.error(Icmp.DESTINATION_UNREACHABLE, 1, 0, probe.request));
        assertEquals(List.of(new PingOutcome.Unreachable(1, BOB)), probe.outcomes);
    }

    @Test
    void hearsFromARouterWhatTheNextLinkCarries() {
        Probe probe = new Probe();
        probe.says(Packets.error(Icmp.DESTINATION_UNREACHABLE, Icmp.FRAGMENTATION_NEEDED, 1400, probe.request));
        assertEquals(List.of(new PingOutcome.TooBig(1400)), probe.outcomes);
    }

    @Test
    void believesNoErrorAboutWhatItNeverSent() {
        Probe probe = new Probe();
        Frame foreign = Packets.ipv4(ALICE_MAC, BOB_MAC, NOBODY, BOB, 1, Packets.echo(8, probe.identifier, 1, 0));
        Frame other = Packets.ipv4(ALICE_MAC, BOB_MAC, ALICE, BOB, 1, Packets.echo(8, probe.identifier, 9, 0));
        Frame unheardOf = Packets.ipv4(ALICE_MAC, BOB_MAC, ALICE, BOB, 99, new byte[8]);
        for (Frame about : List.of(foreign, other, unheardOf)) {
            probe.says(Packets.error(Icmp.DESTINATION_UNREACHABLE, 1, 0, about));
        }
        assertEquals(List.of(), probe.outcomes);
        assertEquals(3, probe.alice.counters().count(StackDrop.BAD_ICMP));
    }

    @Test
    void believesNoErrorThatQuotesTooLittle() {
        Probe probe = new Probe();
        for (int quote : new int[] {0, 19, 20, 27}) {
            probe.link.saysMore(unpadded(Packets.ipv4(
                    BOB_MAC,
                    ALICE_MAC,
                    BOB,
                    ALICE,
                    Icmp.PROTOCOL,
                    Packets.error(Icmp.DESTINATION_UNREACHABLE, 1, 0, probe.request, quote))));
        }
        assertEquals(List.of(), probe.outcomes);
        assertEquals(4, probe.alice.counters().count(StackDrop.BAD_ICMP));
    }

    @Test
    void manyAreToldApartThoughTheirNumbersAreEqual() {
        TwoHosts hosts = new TwoHosts();
        List<PingOutcome> outcomes = new ArrayList<>();
        for (int size = 0; size < 50; size++) {
            hosts.alice.ping(BOB, new PingRequest(size, false, SECOND, 7), outcomes::add);
        }
        hosts.time.settle();
        for (int size = 0; size < 50; size++) assertEquals(new PingOutcome.Reply(0, size), outcomes.get(size));
    }

    @Test
    void mayBeSentAgainByWhoIsToldOfTheLast() {
        TwoHosts hosts = new TwoHosts();
        List<PingOutcome> outcomes = new ArrayList<>();
        PingRequest request = new PingRequest(4, false, SECOND, 1);
        hosts.alice.ping(NOBODY, request, first -> {
            outcomes.add(first);
            hosts.alice.ping(BOB, request, outcomes::add);
        });
        hosts.time.pass(10 * SECOND);
        assertEquals(List.of(new PingOutcome.NoNeighbour(), new PingOutcome.Reply(0, 4)), outcomes);
    }

    @Test
    void toItselfNeverComesToTheLink() {
        RecordingNic link = new RecordingNic(ALICE_MAC);
        SimulatedTime time = new SimulatedTime();
        HostStack alice = time.host();
        alice.attach(link, ALICE, 24, 1500);
        PingRequest longest = new PingRequest(PingRequest.LONGEST, false, SECOND, 1);
        assertEquals(new PingOutcome.Reply(0, PingRequest.LONGEST), TwoHosts.ping(time, alice, ALICE, longest));
        assertEquals(List.of(), link.heard());
    }

    @Test
    void toAllIsAnsweredByNone() {
        TwoHosts hosts = new TwoHosts();
        assertEquals(new PingOutcome.Timeout(), hosts.ping(Ipv4Address.parse("10.0.0.255"), SMALL));
        assertEquals(1, hosts.bob.counters().count(StackDrop.ECHO_TO_ALL));
    }

    @Test
    void cannotCarryMoreThanAPacketHolds() {
        assertThrows(IllegalArgumentException.class, () -> new PingRequest(65_508, false, SECOND, 1));
        assertThrows(IllegalArgumentException.class, () -> new PingRequest(-1, false, SECOND, 1));
        assertThrows(IllegalArgumentException.class, () -> new PingRequest(1, false, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> new PingRequest(1, false, SECOND, 65_536));
    }

    /** The frame in memory that ends where the packet does. */
    private static Frame unpadded(Frame frame) {
        int length = Frame.HEADER_BYTES + Ipv4.totalLength(Packets.packet(frame), 0);
        return new Frame().lend(frame.memory().asSlice(0, length), 0, length, Frame.UNTAGGED);
    }

    /** A host that has just sent one ping to Bob, who is played by the test. */
    private static final class Probe {

        final SimulatedTime time = new SimulatedTime();
        final RecordingNic link = new RecordingNic(ALICE_MAC);
        final HostStack alice = time.host();
        final List<PingOutcome> outcomes = new ArrayList<>();
        final Frame request;
        final int identifier;

        Probe() {
            alice.attach(link, ALICE, 24, 1500).neighbour(BOB, BOB_MAC);
            alice.ping(BOB, SMALL, outcomes::add);
            request = link.takeHeard().getFirst();
            identifier = Icmp.identifier(Packets.packet(request), 20);
        }

        void says(byte[] message) {
            link.says(Packets.ipv4(BOB_MAC, ALICE_MAC, BOB, ALICE, Icmp.PROTOCOL, message));
        }

        byte[] reply(int identifier, int sequence, int size) {
            return Packets.reply(request, identifier, sequence, size);
        }
    }
}
