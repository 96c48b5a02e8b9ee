package viridian.emulated.fuzz;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import viridian.partitions.fuzz.FuzzRun;
import viridian.partitions.fuzz.FuzzTarget;

/** A few seconds of fuzzing in each build; {@code ./lab fuzz} goes on for longer. */
class FuzzIT {

    static List<FuzzTarget> targets() {
        return FuzzRun.chosen(AdapterFuzz.class);
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("targets")
    void nothingIsFound(FuzzTarget target) throws Exception {
        FuzzRun.run(target);
    }
}
