package viridian.emulated.fuzz;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import viridian.partitions.fuzz.FuzzTarget;

/** Whatever the fuzzer has found once is tried in each build. */
class SeedsTest {

    static List<FuzzTarget.Seed> seeds() {
        return new FuzzTarget(AdapterFuzz.class).seeds();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void noSeedBreaksAnything(FuzzTarget.Seed seed) {
        seed.take();
    }
}
