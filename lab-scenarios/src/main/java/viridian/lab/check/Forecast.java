package viridian.lab.check;

import java.util.List;
import viridian.lab.topology.Expectation;

/** Whether things turned out as the scenario's writer said: a broken variant is right when it fails. */
public record Forecast(Expectation expectation) {

    /** Whether this claim was meant to fail; false where the writer left open which of them do. */
    public boolean meantToFail(String claim) {
        return expectation instanceof Expectation.TheseFail(var claims) && claims.contains(claim);
    }

    /** Whether the claims of one layout turned out as meant. Those that need the real form count for nothing. */
    public boolean cameTrue(List<Judgement> layout) {
        return switch (expectation) {
            case Expectation.AllHold() -> layout.stream().noneMatch(Forecast::fails);
            case Expectation.SomeFail() -> layout.stream().anyMatch(Forecast::fails);
            case Expectation.TheseFail(var claims) ->
                layout.stream()
                        .filter(one -> one.verdict() != Verdict.NEEDS_REAL)
                        .allMatch(one -> fails(one) == claims.contains(one.claim()));
        };
    }

    private static boolean fails(Judgement judgement) {
        return judgement.verdict() == Verdict.FAILS;
    }
}
