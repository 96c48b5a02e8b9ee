package viridian.tools.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import viridian.lab.Form;
import viridian.lab.check.Evidence;
import viridian.lab.check.Judgement;
import viridian.lab.check.Verdict;
import viridian.lab.file.ScenarioCatalogue;
import viridian.lab.file.ScenarioException;
import viridian.lab.run.LayoutResult;
import viridian.lab.run.RunResult;
import viridian.lab.run.WitnessFile;
import viridian.lab.topology.Expectation;
import viridian.lab.topology.Layout;
import viridian.lab.topology.Scenario;

/** Results of runs that never ran. */
final class Outcome {

    private Outcome() {}

    static Scenario scenario() throws ScenarioException {
        return ScenarioCatalogue.load("unicast-isolation").scenario();
    }

    /** Of the lab's first scenario, whose first claims came to these verdicts. */
    static RunResult of(Path directory, Expectation expectation, Verdict... verdicts) throws ScenarioException {
        Scenario plan = scenario();
        Layout layout = plan.layouts().getFirst();
        List<Judgement> judgements = new ArrayList<>();
        for (Verdict verdict : verdicts) judgements.add(judgement(layout, judgements.size(), verdict));
        List<WitnessFile> witnesses = List.of(new WitnessFile("nic0", directory.resolve("nic0.pcap"), true));
        return new RunResult(
                new Scenario(plan.name(), plan.about(), plan.layouts(), expectation),
                Form.EMBEDDED,
                List.of(new LayoutResult(
                        layout, judgements, List.of(), witnesses, TimeUnit.MILLISECONDS.toNanos(1500))),
                directory.resolve("evidence.pcapng"));
    }

    static Judgement judgement(Layout layout, int claim, Verdict verdict) {
        boolean fails = verdict == Verdict.FAILS;
        return new Judgement(
                layout.checks().get(claim),
                verdict,
                fails ? "1 frame was heard wrongly" : "2 of 2 answered",
                fails ? List.of(new Evidence(42, "frame 42: web said something to mail")) : List.of());
    }

    /** The scenario was written to break its first claim. */
    static Expectation firstFails() throws ScenarioException {
        return new Expectation.TheseFail(
                Set.of(scenario().layouts().getFirst().checks().getFirst().claim()));
    }
}
