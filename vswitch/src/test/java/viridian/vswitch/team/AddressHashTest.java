package viridian.vswitch.team;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.RecordingNic;

/** Flows of one station over several members, to a network that knows nothing of it. */
class AddressHashTest {

    private static final MacAddress STATION = TeamBench.station(1);
    private static final int UDP = 17;
    private static final int ICMPV6 = 58;

    /** IPv4 from 10.0.0.1 with 8 bytes of UDP header. */
    static FrameBuilder udp(int destination, int port, int fragmentField) {
        byte[] packet = new byte[28];
        packet[0] = 0x45;
        packet[3] = 28;
        packet[6] = (byte) (fragmentField >>> 8);
        packet[7] = (byte) fragmentField;
        packet[8] = 64;
        packet[9] = UDP;
        packet[12] = 10;
        packet[15] = 1;
        packet[16] = 10;
        packet[19] = (byte) destination;
        packet[20] = (byte) (port >>> 8);
        packet[21] = (byte) port;
        packet[25] = 8;
        return FrameBuilder.frame(STATION, TeamBench.OUTSIDE).type(0x0800).payload(packet);
    }

    private static FrameBuilder icmpv6(int type) {
        byte[] packet = new byte[64];
        packet[0] = 0x60;
        packet[5] = 24;
        packet[6] = ICMPV6;
        packet[7] = (byte) 255;
        packet[40] = (byte) type;
        return FrameBuilder.frame(STATION, TeamBench.OUTSIDE).type(0x86DD).payload(packet);
    }

    private static Set<Integer> members(TeamBench bench, IntStream flows, FlowMaker maker) {
        Set<Integer> members = new HashSet<>();
        flows.forEach(flow -> members.add(bench.leavesBy(maker.flow(flow))));
        return members;
    }

    private interface FlowMaker {
        FrameBuilder flow(int number);
    }

    @Test
    void connectionsOfOneStationAreSpreadByTheirPorts() {
        TeamBench bench = new TeamBench("team:a+b+c,balance=l4");
        assertEquals(
                3,
                members(bench, IntStream.range(1, 50), port -> udp(2, port, 0)).size());
        for (int i = 0; i < 10; i++) assertEquals(bench.leavesBy(udp(2, 7, 0)), bench.leavesBy(udp(2, 7, 0)));
    }

    @Test
    void byIpAddressesPortsDoNotMatter() {
        TeamBench bench = new TeamBench("team:a+b+c,balance=l3");
        assertEquals(
                1,
                members(bench, IntStream.range(1, 50), port -> udp(2, port, 0)).size());
        assertEquals(
                3,
                members(bench, IntStream.range(1, 50), host -> udp(host, 7, 0)).size());
    }

    @Test
    void byEthernetAddressesNeitherDo() {
        TeamBench bench = new TeamBench("team:a+b+c,balance=l2");
        assertEquals(
                1,
                members(bench, IntStream.range(1, 50), host -> udp(host, host, 0))
                        .size());
    }

    @Test
    void allFragmentsOfAPacketGoOneWay() {
        TeamBench bench = new TeamBench("team:a+b+c,balance=l4");
        for (int port = 1; port < 50; port++) {
            assertEquals(bench.leavesBy(udp(2, port, 0x2000)), bench.leavesBy(udp(2, 0, 0x0003)));
        }
    }

    @Test
    void awayFromHomeAFrameHasTheMembersOwnAddress() {
        TeamBench bench = new TeamBench("team:a+b+c,balance=l4");
        int home = bench.leavesBy(FrameBuilder.broadcast(STATION).vlan(9));
        for (int port = 1; port < 50; port++) {
            Frame sent = udp(2, port, 0).vlan(9).build();
            bench.team.accept(sent);
            assertEquals(STATION.bits(), sent.source(), "the frame that was lent is as it was");
            assertEquals(9, sent.vlan());
        }
        for (int place = 0; place < 3; place++) {
            MacAddress expected = place == home ? STATION : bench.nics[place].address();
            for (Frame frame : bench.nics[place].takeHeard()) {
                if (frame.isGroup()) continue;
                assertEquals(expected.bits(), frame.source());
                assertEquals(9, frame.vlan());
                assertEquals(TeamBench.OUTSIDE.bits(), frame.destination());
            }
        }
    }

    @Test
    void whatTeachesAddressesLeavesFromHomeUnderTheStationsOwn() {
        TeamBench bench = new TeamBench("team:a+b+c,balance=l4");
        int home = bench.leavesBy(FrameBuilder.broadcast(STATION));
        List<FrameBuilder> teaching = new ArrayList<>(List.of(
                FrameBuilder.frame(STATION, TeamBench.OUTSIDE).type(0x0806),
                FrameBuilder.frame(STATION, MacAddress.parse("01-00-5E-00-00-FB"))
                        .type(0x0800),
                FrameBuilder.frame(STATION, TeamBench.OUTSIDE)));
        for (int type = 133; type <= 137; type++) teaching.add(icmpv6(type));
        for (FrameBuilder frame : teaching) assertEquals(home, bench.leavesBy(frame));
    }

    @Test
    void theNetworkFindsAStationAtItsHomeOnly() {
        TeamBench bench = new TeamBench("team:a+b+c,balance=l4");
        int home = bench.leavesBy(FrameBuilder.broadcast(STATION));
        for (int place = 0; place < 3; place++) {
            assertEquals(place == home, bench.arrives(place, FrameBuilder.frame(TeamBench.OUTSIDE, STATION)));
        }
    }

    @Test
    void whatIsForAMembersOwnAddressEntersByThatMember() {
        TeamBench bench = new TeamBench("team:a+b+c,balance=l4");
        for (RecordingNic nic : bench.nics) {
            assertEquals(1, bench.floods(FrameBuilder.frame(TeamBench.OUTSIDE, nic.address())));
        }
    }

    @Test
    void withoutAnAddressOfItsOwnAMemberCarriesNoOthersFrames() {
        RecordingNic named = new RecordingNic(MacAddress.of(0x0200_0000_0A00L));
        RecordingNic nameless = new RecordingNic(MacAddress.NONE);
        TeamSettings settings = TeamSettings.parse("team:a+b,balance=l4");
        List<TeamMember> members = List.of(TeamMember.of("a", named), TeamMember.of("b", nameless));
        try (TeamNic team = new TeamNic("t", settings, members, event -> {}, 0)) {
            for (int port = 1; port < 50; port++) team.accept(udp(2, port, 0).build());
        }
        int atHome = named.heard().isEmpty()
                ? nameless.heard().size()
                : named.heard().size();
        assertTrue(atHome >= 20, "frames at home: " + atHome);
        for (Frame frame : nameless.heard()) assertNotEquals(0, frame.source());
    }
}
