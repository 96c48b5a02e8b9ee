package viridian.lab.check;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import viridian.lab.topology.Action;
import viridian.lab.topology.Check;
import viridian.lab.topology.Expectation;

class ForecastTest {

    private static final Judgement HOLDS = judgement("sound", Verdict.HOLDS);
    private static final Judgement FAILS = judgement("broken", Verdict.FAILS);
    private static final Judgement REAL = judgement("real", Verdict.NEEDS_REAL);

    @Test
    void whereAllAreMeantToHoldOneFailureIsTooMany() {
        Forecast forecast = new Forecast(new Expectation.AllHold());
        assertTrue(forecast.cameTrue(List.of(HOLDS, REAL)));
        assertFalse(forecast.cameTrue(List.of(HOLDS, FAILS)));
    }

    @Test
    void whereSomeAreMeantToFailOneFailureIsEnough() {
        Forecast forecast = new Forecast(new Expectation.SomeFail());
        assertTrue(forecast.cameTrue(List.of(HOLDS, FAILS)));
        assertFalse(forecast.cameTrue(List.of(HOLDS, REAL)));
    }

    @Test
    void whereOneIsMeantToFailItMustAndNoOtherMay() {
        Forecast forecast = new Forecast(new Expectation.TheseFail(Set.of("broken", "of another layout")));
        assertTrue(forecast.cameTrue(List.of(HOLDS, FAILS, REAL)));
        assertFalse(forecast.cameTrue(List.of(HOLDS, judgement("broken", Verdict.HOLDS))));
        assertFalse(forecast.cameTrue(List.of(judgement("sound", Verdict.FAILS), FAILS)));
        assertTrue(forecast.meantToFail("broken"));
        assertFalse(forecast.meantToFail("sound"));
    }

    @Test
    void aClaimMeantToFailThatNeedsTheRealFormIsNotHeldAgainstAnyone() {
        Forecast forecast = new Forecast(new Expectation.TheseFail(Set.of("real")));
        assertTrue(forecast.cameTrue(List.of(HOLDS, REAL)));
    }

    private static Judgement judgement(String claim, Verdict verdict) {
        Check check = new Check.Command(claim, new Action.Exec("client", "true"), 0, Optional.empty());
        return new Judgement(check, verdict, "", List.of());
    }
}
