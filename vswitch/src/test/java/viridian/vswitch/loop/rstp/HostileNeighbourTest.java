package viridian.vswitch.loop.rstp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import viridian.vswitch.frame.MacAddress;

/** A neighbour that says anything at all. The bridge stays alive, and well again when it is over. */
class HostileNeighbourTest {

    private static final List<PortRole> ROLES = List.of(PortRole.values());

    @Test
    void whateverIsSaidTheBridgesFindTheirTreeAgain() {
        long seed = 17;
        SplittableRandom random = new SplittableRandom(seed);
        BridgeNetwork network = new BridgeNetwork();
        for (int i = 0; i < 3; i++) network.bridge(BridgeSettings.of(MacAddress.of(0x0200_0000_0001L + i)), i * 1000L);
        LinkSettings link = LinkSettings.ofSpeed(1_000_000_000L);
        for (int i = 0; i < 3; i++) {
            network.wire(
                            network.bridges().get(i),
                            link,
                            network.bridges().get((i + 1) % 3),
                            link,
                            BridgeNetwork.MILLISECOND)
                    .up(true);
        }
        BridgeNetwork.Station victim = network.bridges().get(1);
        int port = network.port(victim, link);
        victim.bridge.link(port, true, network.now());
        network.hasLiar = true;
        for (int i = 0; i < 20_000; i++) {
            victim.bridge.arrive(port, anything(random).frame(MacAddress.of(0x0200_0000_00EEL)), network.now());
            network.run(random.nextLong(50 * BridgeNetwork.MILLISECOND));
        }
        long took =
                network.runUntil(() -> network.carrying().equals(LeastCostTree.of(network)), 90 * BridgeNetwork.SECOND);
        assertTrue(took >= 0, () -> "seed " + seed);
        network.hasLiar = false;
        network.run(40 * BridgeNetwork.SECOND);
        assertEquals(LeastCostTree.of(network), network.carrying());
    }

    private static Bpdu anything(SplittableRandom random) {
        return switch (random.nextInt(5)) {
            case 0 -> new Bpdu.TopologyChangeNotification();
            case 1 -> new Bpdu.Configuration(random.nextBoolean(), random.nextBoolean(), priority(random), old(random));
            default ->
                new Bpdu.Rapid(
                        ROLES.get(random.nextInt(ROLES.size())),
                        random.nextBoolean(),
                        random.nextBoolean(),
                        random.nextBoolean(),
                        random.nextBoolean(),
                        random.nextBoolean(),
                        priority(random),
                        old(random));
        };
    }

    /** Often what the bridges say themselves, or near it. */
    private static PriorityVector priority(SplittableRandom random) {
        return new PriorityVector(
                bridge(random), random.nextInt(3) * 20_000L, bridge(random), 0x8001 + random.nextInt(4));
    }

    private static BridgeId bridge(SplittableRandom random) {
        return random.nextInt(4) == 0
                ? new BridgeId(random.nextLong())
                : BridgeId.of(32_768, MacAddress.of(0x0200_0000_0000L + random.nextInt(5)));
    }

    private static Times old(SplittableRandom random) {
        return random.nextInt(3) == 0
                ? new Times(
                        random.nextInt(65_536), random.nextInt(65_536), random.nextInt(65_536), random.nextInt(65_536))
                : Times.ofSeconds(random.nextInt(20), 20, 2, 15);
    }
}
