package viridian.lab.file;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import viridian.lab.topology.Check;
import viridian.lab.topology.Expectation;
import viridian.lab.topology.Layout;
import viridian.lab.topology.Spelling;

/** Makes out which claims are meant to hold. */
final class ExpectationReader {

    private final Report report;

    ExpectationReader(Report report) {
        this.report = report;
    }

    Expectation expectation(Tree expect, List<Layout> layouts) {
        if (expect instanceof Tree.Scalar word) {
            return word.text().equals("fails") ? new Expectation.SomeFail() : new Expectation.AllHold();
        }
        Set<String> claims = layouts.stream()
                .flatMap(layout -> layout.checks().stream())
                .map(Check::claim)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        Set<String> failing = new LinkedHashSet<>();
        for (Tree.Scalar claim : Section.of(expect).scalars("fails").orElseThrow()) {
            failing.add(claim.text());
            if (!claims.contains(claim.text())) {
                report.error(claim.position(), "nothing claims this", suggestion(claim.text(), claims));
            }
        }
        return new Expectation.TheseFail(failing);
    }

    private static String suggestion(String written, Set<String> claims) {
        return Spelling.nearest(written, claims)
                .map(claim -> "did you mean '" + claim + "'?")
                .orElse("repeat the claim word for word");
    }
}
