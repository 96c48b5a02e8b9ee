package viridian.vswitch.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;

class SurroundingsTest {

    @Test
    void aTestThatLacksNothingRuns() {
        assertFalse(Surroundings.verdict(List.of(), true).isDisabled());
    }

    @Test
    void aLackSkipsTheTestAndSaysWhatIsMissing() {
        ConditionEvaluationResult verdict = Surroundings.verdict(List.of("root", "tcpdump"), false);
        assertTrue(verdict.isDisabled());
        assertEquals("this test needs root and tcpdump", verdict.getReason().orElseThrow());
    }

    @Test
    void aLackIsAFailureWhereEverythingIsRequired() {
        assertThrows(IllegalStateException.class, () -> Surroundings.verdict(List.of("root"), true));
    }
}
