package viridian.vswitch.team;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import viridian.vswitch.frame.FrameBuilder;

class ActiveStandbyTest {

    private final TeamBench bench = new TeamBench("team:a+b+c,mode=active-standby");

    @Test
    void onlyTheFirstMemberSends() {
        for (int i = 0; i < 50; i++) assertEquals(0, bench.leavesBy(TeamBench.station(i)));
    }

    @Test
    void whatArrivesOnAStandbyIsDropped() {
        assertFalse(bench.arrives(1, FrameBuilder.broadcast(TeamBench.OUTSIDE)));
        assertFalse(bench.arrives(2, FrameBuilder.frame(TeamBench.OUTSIDE, TeamBench.station(1))));
        assertTrue(bench.arrives(0, FrameBuilder.frame(TeamBench.OUTSIDE, TeamBench.station(1))));
        assertEquals(1, bench.report(1).refused().get(Refusal.ANOTHERS));
    }

    @Test
    void theNextTakesOverAndTellsTheNetwork() {
        for (int i = 0; i < 20; i++) bench.send(FrameBuilder.broadcast(TeamBench.station(i)));
        bench.link(0, false);
        assertEquals(20, bench.announcedBy(1).size());
        assertEquals(List.of(), bench.announcedBy(2));
        assertEquals(1, bench.leavesBy(TeamBench.station(1)));
        assertTrue(bench.arrives(1, FrameBuilder.frame(TeamBench.OUTSIDE, TeamBench.station(1))));
        assertEquals("b", bench.team.report().ear());
    }

    @Test
    void theOneThatTookOverGoesOnWhenTheFirstReturns() {
        bench.link(0, false);
        bench.link(0, true);
        bench.seconds(5);
        assertEquals(1, bench.leavesBy(TeamBench.station(1)));
        bench.link(1, false);
        assertEquals(0, bench.leavesBy(TeamBench.station(1)));
    }

    @Test
    void withFailbackTheFirstTakesOverAgainAfterTheHoldDownAndNothingOnItsWayIsLost() {
        TeamBench back = new TeamBench("team:a+b,mode=active-standby,failback=on");
        back.link(0, false);
        back.send(FrameBuilder.broadcast(TeamBench.station(1)));
        back.link(0, true);
        back.seconds(0.8);
        assertEquals(1, back.leavesBy(TeamBench.station(1)));
        back.seconds(0.2);
        assertEquals(List.of(TeamBench.station(1)), back.announcedBy(0));
        FrameBuilder onItsWay = FrameBuilder.frame(TeamBench.OUTSIDE, TeamBench.station(1));
        assertTrue(back.arrives(1, onItsWay), "sent before the network heard of the change");
        assertTrue(back.arrives(0, onItsWay), "sent after");
        assertFalse(back.arrives(1, FrameBuilder.broadcast(TeamBench.OUTSIDE)));
        back.seconds(0.2);
        assertFalse(back.arrives(1, onItsWay));
        assertEquals(0, back.leavesBy(TeamBench.station(1)));
    }
}
