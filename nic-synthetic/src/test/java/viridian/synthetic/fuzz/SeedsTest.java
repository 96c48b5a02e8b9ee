package viridian.synthetic.fuzz;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import viridian.partitions.fuzz.FuzzTarget;
import viridian.partitions.fuzz.Silence;

/** Whatever the fuzzer has found once is tried in each build. */
class SeedsTest {

    static List<FuzzTarget.Seed> seeds() {
        return Stream.of(NvspFuzz.class, RndisFuzz.class, NetVscFuzz.class)
                .flatMap(type -> new FuzzTarget(type).seeds().stream())
                .toList();
    }

    @AfterEach
    void speakAgain() {
        Silence.end();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void noSeedBreaksAnything(FuzzTarget.Seed seed) {
        seed.take();
    }
}
