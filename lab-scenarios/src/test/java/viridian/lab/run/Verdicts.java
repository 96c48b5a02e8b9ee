package viridian.lab.run;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import viridian.lab.check.Forecast;
import viridian.lab.check.Judgement;
import viridian.lab.check.Verdict;
import viridian.lab.topology.Expectation;

/** What a run is held against. */
final class Verdicts {

    private Verdicts() {}

    /** The sentences of the claims that failed. */
    static Set<String> failed(RunResult result) {
        Set<String> failed = new HashSet<>();
        for (LayoutResult layout : result.layouts()) {
            for (Judgement judgement : layout.judgements()) {
                if (judgement.verdict() == Verdict.FAILS) failed.add(judgement.claim());
            }
        }
        return failed;
    }

    /** The sentences its writer says will fail; none if all are to hold. */
    static Set<String> meantToFail(RunResult result) {
        return result.scenario().expectation() instanceof Expectation.TheseFail(var claims) ? claims : Set.of();
    }

    /** Every layout by itself turned out as the scenario's writer says. */
    static void assertAsExpected(RunResult result) {
        Forecast forecast = new Forecast(result.scenario().expectation());
        for (LayoutResult layout : result.layouts()) {
            String account = layout.layout().name() + ": " + layout.judgements();
            assertTrue(forecast.cameTrue(layout.judgements()), account);
        }
    }
}
