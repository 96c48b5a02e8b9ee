package viridian.lab.run;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import viridian.lab.Form;
import viridian.lab.check.Judgement;
import viridian.lab.check.Verdict;
import viridian.lab.topology.Scenario;

/**
 * What became of a scenario.
 *
 * @param capture the file with every frame of every port
 */
public record RunResult(Scenario scenario, Form form, List<LayoutResult> layouts, Path capture) {

    public RunResult {
        layouts = List.copyOf(layouts);
    }

    /** Whether no claim fails. */
    public boolean holds() {
        return judgements().noneMatch(judgement -> judgement.verdict() == Verdict.FAILS);
    }

    /** How many claims came to a verdict. */
    public long count(Verdict verdict) {
        return judgements().filter(judgement -> judgement.verdict() == verdict).count();
    }

    private Stream<Judgement> judgements() {
        return layouts.stream().flatMap(layout -> layout.judgements().stream());
    }
}
