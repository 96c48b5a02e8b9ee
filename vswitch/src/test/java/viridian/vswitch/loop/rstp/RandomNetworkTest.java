package viridian.vswitch.loop.rstp;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import viridian.vswitch.frame.MacAddress;

/** Networks drawn by lot, whose cables fail and come back: they always find the one least cost tree, and never loop. */
class RandomNetworkTest {

    /** Old information dies by its age, then two forward delays pass where nobody agrees (IEEE 802.1D-2004 17.13). */
    private static final long BOUND = (20 + 2 * 15 + 10) * BridgeNetwork.SECOND;

    /** Longer than anybody believes a neighbour that fell silent. */
    private static final long LASTING = 7 * BridgeNetwork.SECOND;

    private static final int NETWORKS = Integer.getInteger("networks", 60);
    private static final int EVENTS = 8;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void theSurvivingCablesFormTheLeastCostTreeAndNothingEverLoops(long seed) {
        SplittableRandom seeds = new SplittableRandom(seed);
        for (int i = 0; i < NETWORKS; i++) new Drawn(seeds.nextLong(), 0).live();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void soItIsWhereSomeBridgesKnowOnlyTheOldProtocol(long seed) {
        SplittableRandom seeds = new SplittableRandom(seed);
        for (int i = 0; i < NETWORKS / 2; i++) new Drawn(seeds.nextLong(), 3).live();
    }

    /** One network and its fate. */
    private static final class Drawn {

        private final long seed;
        private final int oneOldIn;
        private final SplittableRandom random;
        private final BridgeNetwork network = new BridgeNetwork();

        /** @param oneOldIn one bridge of this many speaks the old protocol; 0 for none */
        Drawn(long seed, int oneOldIn) {
            this.seed = seed;
            this.oneOldIn = oneOldIn;
            this.random = new SplittableRandom(seed);
            int bridges = 3 + random.nextInt(6);
            for (int i = 0; i < bridges; i++) network.bridge(settings(i), random.nextLong(BridgeNetwork.SECOND));
            int wires = bridges - 1 + random.nextInt(bridges + 3);
            for (int i = 0; i < wires; i++) {
                network.wire(anyBridge(), link(), anyBridge(), link(), random.nextLong(5 * BridgeNetwork.MILLISECOND));
            }
        }

        private BridgeSettings settings(int index) {
            MacAddress address = MacAddress.of(0x0200_0000_0000L + random.nextInt(1000) * 256L + index);
            boolean old = oneOldIn > 0 && random.nextInt(oneOldIn) == 0;
            return BridgeSettings.of(address)
                    .withPriority(4096 * random.nextInt(16))
                    .withRapid(!old);
        }

        private LinkSettings link() {
            return LinkSettings.ofSpeed(1_000_000_000L)
                    .withCost(1 + random.nextInt(4))
                    .withPriority(16 * random.nextInt(3));
        }

        private BridgeNetwork.Station anyBridge() {
            return network.bridges().get(random.nextInt(network.bridges().size()));
        }

        void live() {
            try {
                for (BridgeNetwork.Wire wire : network.wires()) wire.up(random.nextInt(10) != 0);
                mustConverge();
                for (int i = 0; i < EVENTS; i++) {
                    happen();
                    mustConverge();
                }
            } catch (AssertionError | RuntimeException broken) {
                throw new AssertionError("seed " + seed + ": " + broken.getMessage(), broken);
            }
        }

        private void happen() {
            int cables = 1 + random.nextInt(2);
            for (int i = 0; i < cables; i++) {
                List<BridgeNetwork.Wire> wires = network.wires();
                BridgeNetwork.Wire wire = wires.get(random.nextInt(wires.size()));
                wire.up(!wire.up);
                if (random.nextBoolean()) network.run(random.nextLong(3 * BridgeNetwork.SECOND));
            }
        }

        private void mustConverge() {
            Set<BridgeNetwork.Wire> expected = LeastCostTree.of(network);
            long began = network.now();
            long lasted;
            do {
                long left = began + BOUND - network.now();
                long took = network.runUntil(() -> expected.equals(network.carrying()), left);
                assertTrue(took >= 0, () -> "no tree within the bound");
                lasted = network.runUntil(() -> !expected.equals(network.carrying()), LASTING);
            } while (lasted >= 0);
        }
    }
}
