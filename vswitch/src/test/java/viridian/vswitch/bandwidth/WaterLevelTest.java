package viridian.vswitch.bandwidth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WaterLevelTest {

    private static final double MUCH = 1e12;

    @Test
    void whoAllWantMuchGetByWeight() {
        assertEquals(10, level(100, new double[] {1, 2, 7}, MUCH, MUCH, MUCH));
    }

    @Test
    void whatOneLeavesRisesAroundTheOthers() {
        assertEquals(30, level(100, new double[] {1, 2, 7}, MUCH, MUCH, 10));
        assertEquals(45, level(100, new double[] {1, 2, 7}, 10, MUCH, 0));
    }

    @Test
    void aLinkWithRoomForAllHasNoLevel() {
        assertEquals(Double.POSITIVE_INFINITY, level(100, new double[] {1, 2, 7}, 50, 20, 30));
        assertEquals(Double.POSITIVE_INFINITY, level(100, new double[0]));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void theLinkIsFullAndNobodyHasMoreThanItWants(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int run = 0; run < 1000; run++) {
            int flows = 1 + random.nextInt(20);
            double[] weights = random.doubles(flows, 0.01, 100).toArray();
            double[] demands =
                    random.doubles(flows, 0, 200).map(d -> d < 40 ? 0 : d).toArray();
            double level = level(1000, weights, demands);
            double used = 0;
            double wanted = 0;
            for (int i = 0; i < flows; i++) {
                used += Math.min(demands[i], weights[i] * level);
                wanted += demands[i];
            }
            assertEquals(Math.min(1000, wanted), used, 1e-6, "seed " + seed + ", run " + run);
            assertTrue(level > 0);
        }
    }

    private static double level(double capacity, double[] weights, double... demands) {
        return WaterLevel.of(capacity, weights, demands);
    }
}
