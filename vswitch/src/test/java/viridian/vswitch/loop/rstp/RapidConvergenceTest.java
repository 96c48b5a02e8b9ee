package viridian.vswitch.loop.rstp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import viridian.vswitch.PortState;
import viridian.vswitch.frame.MacAddress;

/** Six bridges in a ring of gigabit cables, each a millisecond long: the first is the root. */
class RapidConvergenceTest {

    private static final int SIZE = 6;
    private static final LinkSettings GIGABIT = LinkSettings.ofSpeed(1_000_000_000L);

    private final BridgeNetwork network = new BridgeNetwork();
    private final List<BridgeNetwork.Wire> ring = new ArrayList<>();

    RapidConvergenceTest() {
        for (int i = 0; i < SIZE; i++) network.bridge(settings(i), i * 150L * BridgeNetwork.MILLISECOND);
        for (int i = 0; i < SIZE; i++) ring.add(wire(bridge(i), bridge((i + 1) % SIZE)));
    }

    private static BridgeSettings settings(int index) {
        return BridgeSettings.of(MacAddress.of(0x0200_0000_0000L + index));
    }

    private BridgeNetwork.Wire wire(BridgeNetwork.Station left, BridgeNetwork.Station right) {
        return network.wire(left, GIGABIT, right, GIGABIT, BridgeNetwork.MILLISECOND);
    }

    private BridgeNetwork.Station bridge(int index) {
        return network.bridges().get(index);
    }

    @Test
    void fromNothingTheRingIsATreeInAFractionOfASecond() {
        assertTrue(millisecondsToATree(() -> ring.forEach(wire -> wire.up(true))) < 50);
        assertEquals(GIGABIT.cost() * 3, bridge(3).bridge.status().rootCost());
    }

    @Test
    void aCutCableIsReplacedWithinMilliseconds() {
        settle();
        assertTrue(millisecondsToATree(() -> ring.get(1).up(false)) < 50);
    }

    @Test
    void aCableThatComesBackTakesItsPlaceAgain() {
        settle();
        ring.get(0).up(false);
        network.run(10 * BridgeNetwork.SECOND);
        assertTrue(millisecondsToATree(() -> ring.get(0).up(true)) < 500);
    }

    @Test
    void aSilentDeathIsNoticedWhenThreeMessagesAreMissed() {
        settle();
        ring.get(0).silent = true;
        long took = network.runUntil(() -> bridge(1).bridge.status().rootCost() == GIGABIT.cost() * 5, minute());
        assertTrue(took >= 4 * BridgeNetwork.SECOND && took <= 7 * BridgeNetwork.SECOND, () -> "took " + took);
    }

    @Test
    void aPortToAStationForwardsAfterThreeSecondsAndAnAdministratorsEdgeAtOnce() {
        BridgeNetwork.Station bridge = bridge(0);
        int found = network.port(bridge, GIGABIT);
        int declared = network.port(bridge, GIGABIT.withEdge(true));
        bridge.bridge.link(found, true, network.now());
        bridge.bridge.link(declared, true, network.now());
        assertEquals(PortState.FORWARDING, bridge.states.get(declared));
        assertEquals(PortState.DISCARDING, bridge.states.get(found));
        network.run(4 * BridgeNetwork.SECOND);
        assertEquals(PortState.FORWARDING, bridge.states.get(found));
        assertTrue(bridge.status(found).edge());
    }

    @Test
    void whereTheEdgeIsNotLookedForAPortWaitsTwoForwardDelaysOfTheRapidProtocol() {
        BridgeNetwork.Station bridge = bridge(0);
        int port = network.port(bridge, GIGABIT.withFindEdge(false));
        bridge.bridge.link(port, true, network.now());
        long took = network.runUntil(() -> bridge.forwards(port), minute());
        assertTrue(took > 3 * BridgeNetwork.SECOND && took < 25 * BridgeNetwork.SECOND, () -> "took " + took);
        assertFalse(bridge.status(port).edge());
    }

    @Test
    void anEdgeThatHearsABpduIsAnEdgeNoMore() {
        BridgeNetwork.Wire wire = network.wire(
                bridge(0), GIGABIT.withEdge(true), bridge(1), GIGABIT.withEdge(true), BridgeNetwork.MILLISECOND);
        wire.up(true);
        network.run(BridgeNetwork.SECOND);
        assertFalse(bridge(0).status(wire.leftPort).edge());
        assertTrue(wire.carriesFrames());
    }

    @Test
    void aTopologyChangeMakesEveryBridgeForget() {
        settle();
        network.bridges().forEach(bridge -> bridge.flushed.clear());
        ring.get(1).up(false);
        network.run(BridgeNetwork.SECOND);
        for (BridgeNetwork.Station bridge : network.bridges()) assertFalse(bridge.flushed.isEmpty());
    }

    @Test
    void aStationThatComesOrGoesChangesNothingForOthers() {
        int edge = network.port(bridge(0), GIGABIT.withEdge(true));
        settle();
        network.bridges().forEach(bridge -> bridge.flushed.clear());
        bridge(0).bridge.link(edge, true, network.now());
        network.run(BridgeNetwork.SECOND);
        assertEquals(Set.of(), forgetful());
    }

    private Set<Integer> forgetful() {
        return network.bridges().stream()
                .filter(bridge -> !bridge.flushed.isEmpty())
                .map(bridge -> bridge.index)
                .collect(Collectors.toSet());
    }

    @Test
    void aLowerPriorityMakesABridgeTheRootWhileItRuns() {
        settle();
        bridge(4).bridge.change(settings(4).withPriority(4096));
        assertTrue(millisecondsToATree(() -> {}) < 1000);
        assertTrue(bridge(4).bridge.status().isRoot());
    }

    @Test
    void aHigherCostMovesTheTreeAway() {
        settle();
        BridgeNetwork.Station second = bridge(1);
        assertEquals(PortRole.ROOT, second.status(1).role());
        second.bridge.change(1, GIGABIT.withCost(200_000_000), network.now());
        network.run(10 * BridgeNetwork.SECOND);
        assertEquals(GIGABIT.cost() * 5, second.bridge.status().rootCost());
    }

    @Test
    void aPortTakenOutIsAsAPortWhoseLinkFailed() {
        settle();
        bridge(1).bridge.remove(1, network.now());
        network.run(BridgeNetwork.SECOND);
        assertEquals(GIGABIT.cost() * 5, bridge(1).bridge.status().rootCost());
        assertFalse(bridge(1).bridge.has(1));
    }

    private void settle() {
        ring.forEach(wire -> wire.up(true));
        network.run(20 * BridgeNetwork.SECOND);
    }

    private long millisecondsToATree(Runnable event) {
        event.run();
        long took = network.runUntil(() -> network.carrying().equals(LeastCostTree.of(network)), minute());
        assertTrue(took >= 0, "no tree within a minute");
        return took / BridgeNetwork.MILLISECOND;
    }

    private static long minute() {
        return 60 * BridgeNetwork.SECOND;
    }
}
