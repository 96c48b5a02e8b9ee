package viridian.vswitch.team;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.RecordingNic;
import viridian.vswitch.team.lacp.SlowProtocols;

class SwitchIndependentTest {

    private final TeamBench bench = new TeamBench("team:a+b+c");

    private int[] memberOfStations(int stations) {
        int[] members = new int[stations];
        for (int i = 0; i < stations; i++) members[i] = bench.leavesBy(TeamBench.station(i));
        return members;
    }

    /** A station whose home is this member. */
    private MacAddress stationAt(int place) {
        int number = 0;
        while (bench.leavesBy(TeamBench.station(number)) != place) number++;
        return TeamBench.station(number);
    }

    @Test
    void allFramesOfAStationLeaveByOneMemberWhoeverTheyAreFor() {
        MacAddress station = TeamBench.station(1);
        int member = bench.leavesBy(station);
        for (int other = 0; other < 50; other++) {
            assertEquals(member, bench.leavesBy(FrameBuilder.frame(station, TeamBench.station(1000 + other))));
        }
        assertEquals(member, bench.leavesBy(FrameBuilder.broadcast(station)));
    }

    @Test
    void stationsAreSpreadOverAllMembers() {
        int[] stations = new int[3];
        for (int member : memberOfStations(300)) stations[member]++;
        for (int count : stations) assertTrue(count > 60, "of 300 stations: " + count);
    }

    @Test
    void theTeamCarriesWhatEveryMemberCarries() {
        assertEquals(1514, bench.team.maxFrame());
        assertFalse(bench.send(FrameBuilder.broadcast(TeamBench.station(1)).length(1515)));
        assertEquals(bench.nics[0].address(), bench.team.address());
    }

    @Test
    void onlyMembersThatGotFramesAreFlushed() {
        int member = bench.leavesBy(TeamBench.station(1));
        for (int place = 0; place < 3; place++) assertEquals(place == member ? 1 : 0, bench.nics[place].flushes());
    }

    @Test
    void ofTheCopiesTheNetworkHandsToEveryMemberOneEnters() {
        assertEquals(1, bench.floods(FrameBuilder.broadcast(TeamBench.OUTSIDE)));
        for (int i = 0; i < 30; i++) {
            assertEquals(1, bench.floods(FrameBuilder.frame(TeamBench.OUTSIDE, TeamBench.station(i))));
        }
    }

    @Test
    void aStationIsHeardWhereItSpeaks() {
        MacAddress station = TeamBench.station(4);
        int member = bench.leavesBy(station);
        assertTrue(bench.arrives(member, FrameBuilder.frame(TeamBench.OUTSIDE, station)));
        assertFalse(bench.arrives((member + 1) % 3, FrameBuilder.frame(TeamBench.OUTSIDE, station)));
        assertEquals(1, bench.report((member + 1) % 3).refused().get(Refusal.ANOTHERS));
    }

    @Test
    void ownFramesThatComeBackDoNotEnter() {
        MacAddress station = TeamBench.station(4);
        bench.leavesBy(FrameBuilder.broadcast(station));
        assertEquals(0, bench.floods(FrameBuilder.broadcast(station)));
        assertEquals(0, bench.floods(FrameBuilder.frame(station, TeamBench.station(77))));
        assertEquals(2, bench.report(0).refused().get(Refusal.REFLECTED));
        assertEquals(0, bench.floods(FrameBuilder.broadcast(bench.nics[1].address())));
    }

    @Test
    void theSameAddressInAnotherVlanIsAnotherStation() {
        MacAddress station = TeamBench.station(4);
        bench.leavesBy(FrameBuilder.broadcast(station).vlan(10));
        assertEquals(1, bench.floods(FrameBuilder.broadcast(station).vlan(11)));
    }

    @Test
    void aStationThatMovedOutsideIsHeardAfterHalfASecondAndNeverAnnouncedAgain() {
        MacAddress station = stationAt(1);
        bench.seconds(0.7);
        assertEquals(1, bench.floods(FrameBuilder.broadcast(station)));
        bench.link(1, false);
        bench.seconds(1);
        assertFalse(bench.announcedBy(0).contains(station));
        assertFalse(bench.announcedBy(2).contains(station));
    }

    @Test
    void whenALinkFailsItsStationsMoveAndNoOthers() {
        int[] before = memberOfStations(300);
        bench.link(1, false);
        int[] after = memberOfStations(300);
        for (int i = 0; i < 300; i++) {
            if (before[i] == 1) assertNotEquals(1, after[i]);
            else assertEquals(before[i], after[i]);
        }
        assertTrue(bench.events.contains(new TeamEvent.MemberDown("uplink", "b")));
        assertTrue(bench.events.stream()
                .anyMatch(
                        event -> event instanceof TeamEvent.FlowsMoved moved && moved.failed() && moved.parts() > 80));
    }

    @Test
    void theNetworkIsToldWhereTheStationsAreNow() {
        int[] before = memberOfStations(100);
        for (RecordingNic nic : bench.nics) nic.takeHeard();
        bench.link(1, false);
        List<MacAddress> byFirst = bench.announcedBy(0);
        List<MacAddress> byThird = bench.announcedBy(2);
        for (int i = 0; i < 100; i++) {
            int told =
                    (byFirst.contains(TeamBench.station(i)) ? 1 : 0) + (byThird.contains(TeamBench.station(i)) ? 1 : 0);
            assertEquals(before[i] == 1 ? 1 : 0, told);
        }
        for (MacAddress station : byFirst) assertEquals(0, bench.leavesBy(station));
        assertEquals(byFirst.size() + byThird.size(), bench.team.report().announced());
    }

    @Test
    void anAnnouncementIsInTheStationsVlanAndComesBackToNobody() {
        MacAddress station = TeamBench.station(5);
        int member =
                bench.leavesBy(FrameBuilder.frame(station, TeamBench.OUTSIDE).vlan(20));
        bench.seconds(100);
        bench.link(member, false);
        List<Frame> told = bench.nics[(member + 1) % 3].takeHeard();
        if (told.isEmpty()) told = bench.nics[(member + 2) % 3].takeHeard();
        assertEquals(1, told.size());
        assertEquals(20, told.getFirst().vlan());
        assertEquals(60, told.getFirst().length());
        assertEquals(Frame.BROADCAST, told.getFirst().destination());
        bench.tick();
        bench.tick();
        assertEquals(0, bench.floods(FrameBuilder.broadcast(station).vlan(20).type(0x8035)));
    }

    @Test
    void manyStationsAreAnnouncedABitAtATime() {
        for (int i = 0; i < 3_000; i++) bench.send(FrameBuilder.broadcast(TeamBench.station(i)));
        bench.link(1, false);
        assertEquals(Announcements.MOST_IN_A_TICK, bench.team.report().announced());
        bench.seconds(2);
        long announced = bench.team.report().announced();
        assertTrue(announced > 800 && announced < 1_200, announced + " of a third of 3000");
    }

    @Test
    void whoWasSilentForFiveMinutesIsNotAnnounced() {
        MacAddress station = stationAt(1);
        bench.seconds(301);
        bench.link(1, false);
        assertFalse(
                bench.announcedBy(0).contains(station) || bench.announcedBy(2).contains(station));
    }

    @Test
    void whileTheEarMovesToAnotherMemberNoCopyEntersTwice() {
        bench.floods(FrameBuilder.broadcast(TeamBench.OUTSIDE)); // the first member took its copy
        assertEquals("a", bench.team.report().ear());
        bench.link(0, false);
        assertFalse(bench.arrives(1, FrameBuilder.broadcast(TeamBench.OUTSIDE)), "a late copy");
        bench.tick();
        assertEquals(1, bench.floods(FrameBuilder.broadcast(TeamBench.OUTSIDE)));
        assertEquals("b", bench.team.report().ear());
    }

    @Test
    void whatIsForAKnownStationEntersAtOnceByTheNewMember() {
        MacAddress station = stationAt(1);
        bench.link(1, false);
        int member = bench.leavesBy(station);
        assertTrue(bench.arrives(member, FrameBuilder.frame(TeamBench.OUTSIDE, station)));
    }

    @Test
    void aReturnedLinkIsWatchedBeforeItIsUsed() {
        bench.link(1, false);
        bench.link(1, true);
        assertEquals(0, bench.report(1).parts());
        assertTrue(bench.report(1).isUp());
        bench.seconds(0.8);
        assertEquals(0, bench.report(1).parts());
        bench.seconds(0.5);
        assertTrue(bench.report(1).parts() > 80);
    }

    @Test
    void flowsGoBackWhenTheyPauseAndNotBefore() {
        MacAddress busy = stationAt(1);
        bench.link(1, false);
        bench.link(2, false);
        assertEquals(0, bench.leavesBy(busy));
        bench.link(1, true);
        for (int i = 0; i < 50; i++) {
            assertEquals(0, bench.leavesBy(busy));
            bench.tick();
        }
        assertEquals(128, bench.report(1).parts());
        bench.link(2, true);
        bench.seconds(2);
        assertEquals(85, bench.report(2).parts());
    }

    @Test
    void ifToldSoTheyGoBackAtOnce() {
        TeamBench hasty = new TeamBench("team:a+b,rebalance=at-once,hold-down=0");
        hasty.link(1, false);
        hasty.tick();
        for (int i = 0; i < 500; i++) hasty.send(FrameBuilder.broadcast(TeamBench.station(i)));
        hasty.link(1, true);
        assertEquals(128, hasty.report(1).parts());
    }

    @Test
    void whenNoLinkIsLeftNothingIsSentAndTheFirstToReturnIsUsedAtOnce() {
        for (int place = 0; place < 3; place++) bench.up[place] = false;
        bench.tick();
        assertFalse(bench.send(FrameBuilder.broadcast(TeamBench.station(1))));
        assertTrue(bench.events.contains(new TeamEvent.NobodyLeft("uplink")));
        bench.link(2, true);
        assertEquals(2, bench.leavesBy(TeamBench.station(1)));
    }

    @Test
    void slowProtocolsEndHere() {
        FrameBuilder frame = FrameBuilder.frame(TeamBench.OUTSIDE, SlowProtocols.ADDRESS)
                .type(SlowProtocols.TYPE)
                .payload((byte) 1);
        assertEquals(0, bench.floods(frame));
        bench.tick();
    }

    @Test
    void theEndOfTheTeamIsTheEndOfItsMembers() {
        bench.team.close();
        bench.team.close();
        for (RecordingNic nic : bench.nics) assertTrue(nic.isClosed());
        assertFalse(bench.send(FrameBuilder.broadcast(TeamBench.station(1))));
        assertEquals(0, bench.floods(FrameBuilder.broadcast(TeamBench.OUTSIDE)));
        bench.tick();
    }
}
