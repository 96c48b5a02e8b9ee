package viridian.tools.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static viridian.lab.check.Verdict.FAILS;
import static viridian.lab.check.Verdict.HOLDS;
import static viridian.lab.check.Verdict.NEEDS_REAL;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import viridian.lab.check.Verdict;
import viridian.lab.file.ScenarioException;
import viridian.lab.topology.Expectation;

class SummaryTest {

    private static final Expectation ALL_HOLD = new Expectation.AllHold();

    @Test
    void itCountsTheClaimsAndSaysWhereTheEvidenceIs() throws ScenarioException {
        assertEquals(
                List.of(
                        "2 claims hold, 0 fail, after 1.5 s",
                        "frames:  runs/evidence.pcapng",
                        "result:  runs/result.json",
                        "witness: tcpdump on 1 wire, nothing missed, in runs"),
                lines(ALL_HOLD, HOLDS, HOLDS));
    }

    @Test
    void oneIsOne() throws ScenarioException {
        assertEquals(
                "1 claim holds, 1 fails, 1 needs --real, after 1.5 s",
                lines(ALL_HOLD, HOLDS, FAILS, NEEDS_REAL).getFirst());
    }

    @Test
    void aScenarioMeantToBreakItsClaimsDidSo() throws ScenarioException {
        String asMeant = "these are the claims that this scenario is meant to break";
        assertEquals(asMeant, lines(Outcome.firstFails(), FAILS, HOLDS).get(1));
        assertEquals(asMeant, lines(new Expectation.SomeFail(), HOLDS, FAILS).get(1));
    }

    @Test
    void aScenarioMeantToBreakOtherClaimsSaysSo() throws ScenarioException {
        String otherwise = "these are not the claims that this scenario is meant to break";
        assertEquals(otherwise, lines(Outcome.firstFails(), HOLDS, FAILS).get(1));
        assertEquals(otherwise, lines(Outcome.firstFails(), FAILS, FAILS).get(1));
        assertEquals(otherwise, lines(new Expectation.SomeFail(), HOLDS, HOLDS).get(1));
    }

    private static List<String> lines(Expectation expectation, Verdict... verdicts) throws ScenarioException {
        return Summary.of(Outcome.of(Path.of("runs"), expectation, verdicts))
                .lines()
                .toList();
    }
}
