package viridian.vswitch.team;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.FrameSink;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.RecordingNic;
import viridian.vswitch.team.lacp.LacpReport;
import viridian.vswitch.team.lacp.SlowProtocols;

class LacpTeamTest {

    private final TwoTeams pair = new TwoTeams("team:a+b+c,mode=lacp,rate=fast", "team:x+y+z,mode=lacp");

    @Test
    void nothingPassesBeforeBothSidesAgree() {
        assertFalse(
                pair.left.accept(FrameBuilder.broadcast(TeamBench.station(1)).build()));
        pair.seconds(1);
        assertFalse(
                pair.left.accept(FrameBuilder.broadcast(TeamBench.station(1)).build()));
        pair.seconds(2.5);
        assertTrue(pair.left.accept(FrameBuilder.broadcast(TeamBench.station(1)).build()));
    }

    @Test
    void eachFrameArrivesOnceAndByAllLinks() {
        pair.seconds(4);
        Set<Integer> links = new HashSet<>();
        for (int i = 0; i < 100; i++) links.add(pair.crossesBy(FrameBuilder.broadcast(TeamBench.station(i))));
        assertEquals(Set.of(0, 1, 2), links);
        assertEquals(100, pair.heardRight.size());
    }

    @Test
    void aFlowKeepsToItsLink() {
        pair.seconds(4);
        int link = pair.crossesBy(AddressHashTest.udp(2, 99, 0));
        for (int i = 0; i < 20; i++) assertEquals(link, pair.crossesBy(AddressHashTest.udp(2, 99, 0)));
    }

    @Test
    void aLinksFailureMovesItsFlowsWithinATick() {
        pair.seconds(4);
        pair.link(1, false);
        pair.tick();
        pair.heardRight.clear();
        for (int i = 0; i < 100; i++) {
            int link = pair.crossesBy(FrameBuilder.broadcast(TeamBench.station(i)));
            assertTrue(link == 0 || link == 2);
        }
        assertEquals(100, pair.heardRight.size());
        assertTrue(pair.events.contains(new TeamEvent.MemberDown("left", "b")));
    }

    @Test
    void aLinkThatReturnsIsUsedAgainWhenBothAgree() {
        pair.seconds(4);
        pair.link(1, false);
        pair.seconds(1);
        pair.link(1, true);
        pair.seconds(5);
        assertEquals(85, pair.left.report().members().get(1).parts());
    }

    @Test
    void whatArrivesOnALinkThatIsNotAgreedOnIsDropped() {
        RecordingNic nic = new RecordingNic(MacAddress.of(0x0200_0000_0001L));
        TeamSettings settings = TeamSettings.parse("team:a,mode=lacp");
        try (TeamNic team = new TeamNic("t", settings, List.of(TeamMember.of("a", nic)), event -> {}, 0)) {
            team.start(new CountingSink());
            nic.says(FrameBuilder.broadcast(TeamBench.OUTSIDE).build());
            assertEquals(1, team.report().members().getFirst().refused().get(Refusal.NOT_COLLECTING));
        }
    }

    @Test
    void itsStateIsShownAndItsChangesAreTold() {
        pair.seconds(4);
        LacpReport report =
                Objects.requireNonNull(pair.left.report().members().getFirst().lacp());
        assertEquals("distributing", report.mux());
        assertEquals(
                "active, short timeout, aggregation, synchronization, collecting, distributing",
                report.actor().state().toString());
        assertTrue(pair.events.stream()
                .anyMatch(event -> event instanceof TeamEvent.LacpChanged changed
                        && changed.state().endsWith("distributing")
                        && changed.member().equals("a")));
    }

    @Test
    void anEndedTeamTellsItsPartner() {
        pair.seconds(4);
        pair.left.close();
        pair.tick();
        assertFalse(
                pair.right.accept(FrameBuilder.broadcast(TeamBench.station(1)).build()));
    }

    @Test
    void framesOfSlowProtocolsThatComeTooFastAreCounted() {
        RecordingNic nic = new RecordingNic(MacAddress.of(0x0200_0000_0001L));
        TeamSettings settings = TeamSettings.parse("team:a,mode=lacp");
        try (TeamNic team = new TeamNic("t", settings, List.of(TeamMember.of("a", nic)), event -> {}, 0)) {
            CountingSink up = new CountingSink();
            team.start(up);
            Frame flood = FrameBuilder.frame(TeamBench.OUTSIDE, SlowProtocols.ADDRESS)
                    .type(SlowProtocols.TYPE)
                    .build();
            for (int i = 0; i < 20; i++) nic.says(flood);
            assertEquals(4, team.report().members().getFirst().slowLost());
            assertEquals(0, up.frames);
        }
    }

    @Test
    void withoutAnAddressThereIsNoSystem() {
        TeamSettings settings = TeamSettings.parse("team:a,mode=lacp");
        List<TeamMember> members = List.of(TeamMember.of("a", new RecordingNic(MacAddress.NONE)));
        assertThrows(IllegalArgumentException.class, () -> new TeamNic("t", settings, members, event -> {}, 0));
    }

    private static final class CountingSink implements FrameSink {
        int frames;

        @Override
        public boolean accept(Frame frame) {
            frames++;
            return true;
        }

        @Override
        public void flush() {}
    }
}
