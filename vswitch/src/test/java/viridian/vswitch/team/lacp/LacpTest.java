package viridian.vswitch.team.lacp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.team.lacp.LacpState.Bit;

class LacpTest {

    private static final LacpSettings LEFT = LacpSettings.of(LacpBench.LEFT);
    private static final LacpSettings RIGHT = LacpSettings.of(LacpBench.RIGHT);

    @Test
    void linksCarryFramesAfterTheTwoSecondsTheyWaitForEachOther() {
        LacpBench bench = LacpBench.of(3);
        bench.seconds(1.9);
        assertEquals(List.of(), bench.carrying());
        bench.seconds(1);
        assertEquals(List.of(0, 1, 2), bench.carrying());
        assertEquals("current", bench.left.report(0).receive());
        assertEquals("distributing", bench.left.report(0).mux());
        assertEquals("selected", bench.left.report(0).selection());
    }

    @Test
    void eachSideKnowsTheOther() {
        LacpBench bench = LacpBench.of(2);
        bench.seconds(3);
        assertEquals(bench.right.report(1).actor(), bench.left.report(1).partner());
        assertEquals(LacpBench.RIGHT, bench.left.report(1).partner().system());
        assertEquals(2, bench.left.report(1).partner().port());
    }

    @Test
    void aPassiveSideAnswersAnActiveOne() {
        LacpBench bench = new LacpBench(LEFT.withActive(false), RIGHT, 2);
        bench.seconds(5);
        assertEquals(List.of(0, 1), bench.carrying());
    }

    @Test
    void twoPassiveSidesKeepSilent() {
        LacpBench bench = new LacpBench(LEFT.withActive(false), RIGHT.withActive(false), 2);
        bench.seconds(120);
        assertEquals(List.of(), bench.sentByLeft);
        assertEquals(List.of(), bench.carrying());
    }

    @Test
    void nobodySendsBeforeTheOtherSideTakes() {
        LacpBench bench = LacpBench.of(2);
        for (int i = 0; i < 40; i++) {
            bench.step();
            for (int link = 0; link < 2; link++) {
                if (bench.left.distributes(link)) assertTrue(bench.right.collects(link));
                if (bench.right.distributes(link)) assertTrue(bench.left.collects(link));
            }
        }
    }

    @Test
    void aLinkThatGoesDownLeavesAtOnceAndTheOthersStay() {
        LacpBench bench = LacpBench.of(2);
        bench.seconds(3);
        bench.link(0, false);
        assertFalse(bench.left.distributes(0));
        assertFalse(bench.left.collects(0));
        assertEquals(List.of(1), bench.carrying());
        bench.link(0, true);
        bench.seconds(3);
        assertEquals(List.of(0, 1), bench.carrying());
    }

    @Test
    void withTheFastRateASilentPartnerIsGivenUpAfterThreeSeconds() {
        LacpBench bench = new LacpBench(LEFT.withFast(true), RIGHT.withFast(true), 2);
        bench.seconds(5);
        bench.cutUnnoticed(1);
        bench.seconds(1.9);
        assertTrue(bench.left.distributes(1));
        bench.seconds(1.2);
        assertFalse(bench.left.distributes(1));
        assertEquals("expired", bench.left.report(1).receive());
        bench.seconds(3);
        assertEquals("defaulted", bench.left.report(1).receive());
        assertEquals(LacpEnd.NOBODY, bench.left.report(1).partner());
        assertEquals(List.of(0), bench.carrying());
    }

    @Test
    void withTheSlowRateItTakesNinety() {
        LacpBench bench = LacpBench.of(1);
        bench.seconds(5);
        bench.cutUnnoticed(0);
        bench.seconds(58);
        assertTrue(bench.left.distributes(0));
        bench.seconds(33);
        assertFalse(bench.left.distributes(0));
    }

    @Test
    void theRateIsThePartnersWish() {
        LacpBench slow = LacpBench.of(1);
        slow.seconds(5);
        slow.sentByLeft.clear();
        slow.seconds(60);
        assertEquals(2, slow.sentByLeft.size());
        LacpBench fast = new LacpBench(LEFT, RIGHT.withFast(true), 1);
        fast.seconds(5);
        fast.sentByLeft.clear();
        fast.seconds(60);
        assertEquals(60, fast.sentByLeft.size());
    }

    @Test
    void linksTooManyStandByAndComeInWhenOneFails() {
        LacpBench bench = new LacpBench(LEFT.withLinks(2), RIGHT, 3);
        bench.seconds(5);
        assertEquals(List.of(0, 1), bench.carrying());
        assertEquals("standby", bench.left.report(2).selection());
        bench.link(0, false);
        bench.seconds(0.5);
        assertEquals(List.of(1, 2), bench.carrying());
    }

    @Test
    void theSystemOfTheLowerIdentifierSaysWhichLinksStandBy() {
        LacpSettings bothLimited = LEFT.withLinks(1).withSystemPriority(9);
        Lacp left = new Lacp(bothLimited, LacpBench.addresses(LacpBench.LEFT, 2), (place, frame) -> {});
        for (int place = 0; place < 2; place++) left.link(place, true, 0);
        arriveFrom(left, 0, new LacpEnd(8, LacpBench.RIGHT, 1, 100, 7, state()));
        arriveFrom(left, 1, new LacpEnd(8, LacpBench.RIGHT, 1, 99, 8, state()));
        assertEquals("standby", left.report(0).selection());
        assertEquals("selected", left.report(1).selection());
    }

    @Test
    void linksToAnotherSystemOrOfAnotherKeyAreLeftOut() {
        Lacp left = new Lacp(LEFT, LacpBench.addresses(LacpBench.LEFT, 4), (place, frame) -> {});
        for (int place = 0; place < 4; place++) left.link(place, true, 0);
        arriveFrom(left, 0, new LacpEnd(8, LacpBench.RIGHT, 5, 1, 1, state()));
        arriveFrom(left, 1, new LacpEnd(8, LacpBench.RIGHT, 6, 1, 2, state()));
        arriveFrom(left, 2, new LacpEnd(8, LacpBench.RIGHT, 6, 1, 3, state()));
        arriveFrom(left, 3, new LacpEnd(8, MacAddress.of(77), 6, 1, 3, state()));
        assertEquals("unselected", left.report(0).selection());
        assertEquals("selected", left.report(1).selection());
        assertEquals("selected", left.report(2).selection());
        assertEquals("unselected", left.report(3).selection());
    }

    @Test
    void aCableBetweenTwoOwnPortsIsNotUsed() {
        LacpBench loop = new LacpBench(LEFT, LEFT, 2);
        loop.seconds(10);
        assertEquals(List.of(), loop.carrying());
    }

    @Test
    void aPartnerThatIsReplacedIsNegotiatedWithAnew() {
        Lacp left = new Lacp(LEFT, LacpBench.addresses(LacpBench.LEFT, 1), (place, frame) -> {});
        left.link(0, true, 0);
        LacpEnd first = new LacpEnd(8, LacpBench.RIGHT, 5, 1, 1, state());
        arriveFrom(left, 0, first);
        left.tick(3 * Lacp.SECOND);
        left.arrive(0, told(left, first), 3 * Lacp.SECOND);
        assertTrue(left.collects(0));
        LacpEnd second = new LacpEnd(8, MacAddress.of(77), 5, 1, 1, state());
        left.arrive(0, told(left, second), 4 * Lacp.SECOND);
        assertFalse(left.collects(0));
        left.tick(7 * Lacp.SECOND);
        assertTrue(left.collects(0));
    }

    @Test
    void noMoreThanThreePdusLeaveInASecond() {
        LacpBench bench = LacpBench.of(1);
        for (int i = 0; i < 50; i++) {
            bench.link(0, i % 2 == 0);
            arriveFrom(bench.left, 0, new LacpEnd(i, LacpBench.RIGHT, 5, 1, 1, state()), bench.now);
        }
        assertEquals(3, bench.sentByLeft.size());
    }

    @Test
    void whoLeavesSaysSo() {
        LacpBench bench = LacpBench.of(2);
        bench.seconds(3);
        bench.left.leave();
        bench.step();
        assertFalse(bench.right.distributes(0));
        assertFalse(bench.right.collects(1));
    }

    @Test
    void aMarkerIsAnsweredOnItsLinkAndAnAnswerIsNot() {
        LacpBench bench = LacpBench.of(2);
        bench.seconds(3);
        bench.sentByLeft.clear();
        MarkerPdu marker = new MarkerPdu(false, 2, LacpBench.RIGHT, 99);
        bench.left.arrive(1, marker.frame(LacpBench.RIGHT), bench.now);
        bench.left.arrive(1, marker.response().frame(LacpBench.RIGHT), bench.now);
        assertEquals(1, bench.sentByLeft.size());
        assertEquals(marker.response(), MarkerPdu.read(bench.sentByLeft.getFirst()));
        assertEquals(LacpBench.LEFT.bits() + 1, bench.sentByLeft.getFirst().source());
        assertEquals(1, bench.left.report(1).markers());
    }

    @Test
    void whatIsNoPduIsCountedAndChangesNothing() {
        LacpBench bench = LacpBench.of(1);
        bench.seconds(3);
        LacpReport before = bench.left.report(0);
        FrameBuilder frame =
                FrameBuilder.frame(LacpBench.RIGHT, SlowProtocols.ADDRESS).type(SlowProtocols.TYPE);
        bench.left.arrive(0, frame.payload((byte) 1).build(), bench.now);
        bench.left.arrive(0, frame.payload((byte) 3).length(124).build(), bench.now);
        LacpReport after = bench.left.report(0);
        assertEquals(1, after.malformed() - before.malformed());
        assertEquals(1, after.unknown() - before.unknown());
        assertEquals(before.partner(), after.partner());
        assertEquals(List.of(0), bench.carrying());
    }

    @Test
    void aSystemWithoutANameCannotBe() {
        assertThrows(IllegalArgumentException.class, () -> LacpSettings.of(MacAddress.NONE));
        assertThrows(IllegalArgumentException.class, () -> LEFT.withSystemPriority(65_536));
        assertThrows(IllegalArgumentException.class, () -> LEFT.withLinks(0));
    }

    private static LacpState state() {
        return LacpState.of(Bit.ACTIVE, Bit.AGGREGATION, Bit.SYNCHRONIZATION);
    }

    private static void arriveFrom(Lacp system, int place, LacpEnd actor) {
        arriveFrom(system, place, actor, 0);
    }

    private static void arriveFrom(Lacp system, int place, LacpEnd actor, long now) {
        system.arrive(place, new LacpPdu(actor, LacpEnd.NOBODY, 0).frame(actor.system()), now);
    }

    /** A PDU of a partner that knows us as we are. */
    private static Frame told(Lacp system, LacpEnd actor) {
        return new LacpPdu(actor, system.report(0).actor(), 0).frame(actor.system());
    }
}
