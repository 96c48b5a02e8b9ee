package viridian.vswitch.loop.rstp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import viridian.vswitch.PortState;
import viridian.vswitch.frame.MacAddress;

/** A neighbour that speaks as 802.1D-1998 and no other way: the test, saying what such a bridge says. */
class OldNeighbourTest {

    private static final long SECOND = 1_000_000_000L;
    private static final BridgeSettings OWN = BridgeSettings.of(MacAddress.of(0x0200_0000_0005L));
    private static final BridgeId OLD_ROOT = BridgeId.of(4096, MacAddress.of(0x0200_0000_0001L));
    private static final BridgeId OLD_LEAF = BridgeId.of(61_440, MacAddress.of(0x0200_0000_0009L));

    private final List<Bpdu> said = new ArrayList<>();
    private final Bridge bridge = new Bridge(OWN, new Saying(said), 0);
    private long now;

    OldNeighbourTest() {
        bridge.add(1, LinkSettings.ofSpeed(1_000_000_000L));
        bridge.link(1, true, 0);
    }

    /** Keeps what the bridge says. */
    private record Saying(List<Bpdu> said) implements Effects {
        @Override
        public void send(int port, Bpdu bpdu) {
            said.add(bpdu);
        }

        @Override
        public void state(int port, PortState state) {}

        @Override
        public void flush(int port) {}

        @Override
        public void roleChanged(int port, PortRole role) {}

        @Override
        public void topologyChanged(int port) {}

        @Override
        public void rootChanged(BridgeId root) {}
    }

    /** The root says so every two seconds, and the bridge hears its own time ten times a second. */
    private void hearFor(int seconds, BridgeId from) {
        for (int i = 0; i < seconds * 10; i++) {
            if (i % 20 == 0) hear(configuration(from, false));
            now += SECOND / 10;
            bridge.tick(now);
        }
    }

    private void hear(Bpdu bpdu) {
        bridge.arrive(1, bpdu.frame(MacAddress.of(0x0200_0000_0001L)), now);
    }

    private static Bpdu configuration(BridgeId from, boolean acknowledges) {
        return new Bpdu.Configuration(
                false, acknowledges, new PriorityVector(from, 0, from, 0x8001), Times.ofSeconds(0, 20, 2, 15));
    }

    private PortStatus status() {
        return bridge.status().ports().getFirst();
    }

    @Test
    void theRootPortForwardsAtOnceAndSpeaksAsItsNeighbour() {
        hearFor(6, OLD_ROOT);
        assertEquals(OLD_ROOT, bridge.status().root());
        assertEquals(PortState.FORWARDING, status().state());
        assertFalse(status().rapid());
    }

    @Test
    void aChangeBelowIsReportedToTheRootUntilItIsAcknowledged() {
        hearFor(6, OLD_ROOT);
        bridge.add(2, LinkSettings.ofSpeed(1_000_000_000L).withFindEdge(false));
        bridge.link(2, true, now);
        hearFor(30, OLD_ROOT);
        assertTrue(said.contains(new Bpdu.TopologyChangeNotification()));
        hear(configuration(OLD_ROOT, true));
        said.clear();
        hearFor(6, OLD_ROOT);
        assertFalse(said.contains(new Bpdu.TopologyChangeNotification()));
    }

    @Test
    void towardsAnOldLeafThePortListensAndLearnsAForwardDelayEach() {
        hearFor(1, OLD_LEAF);
        assertEquals(PortRole.DESIGNATED, status().role());
        hearFor(12, OLD_LEAF);
        assertEquals(PortState.DISCARDING, status().state());
        hearFor(10, OLD_LEAF);
        assertEquals(PortState.LEARNING, status().state());
        hearFor(12, OLD_LEAF);
        assertEquals(PortState.FORWARDING, status().state());
        assertFalse(status().edge());
        assertInstanceOf(Bpdu.Configuration.class, said.getLast());
    }

    @Test
    void aReportFromBelowIsAcknowledged() {
        hearFor(40, OLD_LEAF);
        said.clear();
        hear(new Bpdu.TopologyChangeNotification());
        hearFor(3, OLD_LEAF);
        assertTrue(said.stream().anyMatch(bpdu -> bpdu instanceof Bpdu.Configuration told && told.acknowledges()));
        assertTrue(said.stream().anyMatch(bpdu -> bpdu instanceof Bpdu.Configuration told && told.topologyChange()));
    }

    @Test
    void whenTheNeighbourLearnsTheNewProtocolThePortSpeaksItAgain() {
        hearFor(10, OLD_ROOT);
        assertFalse(status().rapid());
        hear(new Bpdu.Rapid(
                PortRole.DESIGNATED,
                false,
                false,
                true,
                true,
                false,
                new PriorityVector(OLD_ROOT, 0, OLD_ROOT, 0x8001),
                Times.ofSeconds(0, 20, 2, 15)));
        assertTrue(status().rapid());
    }

    @Test
    void aSilentRootIsForgotten() {
        hearFor(10, OLD_ROOT);
        for (int i = 0; i < 80; i++) bridge.tick(now += SECOND / 10);
        assertTrue(bridge.status().isRoot());
    }
}
