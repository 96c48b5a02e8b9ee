package viridian.tools.report;

import java.util.List;
import java.util.Locale;
import viridian.lab.check.Forecast;
import viridian.lab.check.Verdict;
import viridian.lab.run.LayoutResult;
import viridian.lab.run.RunResult;
import viridian.lab.run.WitnessFile;
import viridian.lab.topology.Expectation;
import viridian.tools.text.Style;

/** The last lines of a run: how many claims hold, whether that was expected, and where the evidence is. */
public final class Summary {

    private static final double NANOS_PER_SECOND = 1e9;

    private Summary() {}

    public static String of(RunResult result) {
        double seconds =
                result.layouts().stream().mapToLong(LayoutResult::nanos).sum() / NANOS_PER_SECOND;
        String verdicts = String.format(
                Locale.ROOT,
                "%s, %s%s, after %.1f s",
                counted(result.count(Verdict.HOLDS), "claim holds", "claims hold"),
                counted(result.count(Verdict.FAILS), "fails", "fail"),
                needReal(result.count(Verdict.NEEDS_REAL)),
                seconds);
        Style style = result.holds() ? Style.GOOD : Style.BAD;
        return "%s%s%n%sframes:  %s%nresult:  %s%s"
                .formatted(
                        PriceTable.of(result),
                        style.of(verdicts),
                        expectation(result),
                        result.capture(),
                        result.capture().resolveSibling(ResultFile.NAME),
                        witnesses(result));
    }

    private static String needReal(long claims) {
        return claims == 0 ? "" : ", " + counted(claims, "needs --real", "need --real");
    }

    private static String counted(long number, String one, String several) {
        return number + " " + (number == 1 ? one : several);
    }

    /** What the scenario's writer expected, where that is not simply that all claims hold. */
    private static String expectation(RunResult result) {
        Expectation expected = result.scenario().expectation();
        if (expected instanceof Expectation.AllHold) return "";
        return asExpected(result, expected)
                ? "these are the claims that this scenario is meant to break%n".formatted()
                : Style.BAD.of("these are not the claims that this scenario is meant to break") + "%n".formatted();
    }

    private static boolean asExpected(RunResult result, Expectation expected) {
        Forecast forecast = new Forecast(expected);
        return result.layouts().stream().allMatch(layout -> forecast.cameTrue(layout.judgements()));
    }

    /** What tcpdump heard besides, in the real form. */
    private static String witnesses(RunResult result) {
        List<WitnessFile> files = result.layouts().stream()
                .flatMap(layout -> layout.witnesses().stream())
                .toList();
        if (files.isEmpty()) return "";
        boolean complete = files.stream().allMatch(WitnessFile::complete);
        return "%nwitness: tcpdump on %s, %s, in %s"
                .formatted(
                        counted(files.size(), "wire", "wires"),
                        complete ? "nothing missed" : "some frames missed",
                        result.capture().getParent());
    }
}
