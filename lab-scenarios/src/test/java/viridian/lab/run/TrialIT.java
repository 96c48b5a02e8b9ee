package viridian.lab.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import viridian.lab.Form;
import viridian.lab.check.Judgement;
import viridian.lab.check.Verdict;
import viridian.lab.topology.Action;
import viridian.lab.topology.AdapterName;
import viridian.lab.topology.Check;
import viridian.lab.topology.Expectation;
import viridian.lab.topology.Layout;
import viridian.lab.topology.Scenario;
import viridian.lab.topology.Topology;

/** Claims about what is heard, put to the test by traffic that flows or does not. */
class TrialIT {

    private static final AdapterName WEB = new AdapterName("web", "net");
    private static final AdapterName MAIL = new AdapterName("mail", "net");
    private static final AdapterName SPY = new AdapterName("spy", "net");
    private static final AdapterName FAR = new AdapterName("far", "net");

    private static final Topology PLAN = Topology.named("trial")
            .network("lan", network -> {})
            .child("web", host -> host.adapter("net", at -> at.network("lan").address("10.0.0.11/24")))
            .child("mail", host -> host.adapter("net", at -> at.network("lan").address("10.0.0.12/24")))
            .child("spy", host -> host.adapter("net", at -> at.network("lan").address("10.0.0.13/24")))
            .child("far", host -> host.adapter("net", at -> at.network("lan").address("10.9.0.11/24")))
            .build();

    @TempDir
    private Path folder;

    @Test
    void silenceProvesNothingWhereNobodySpoke() throws Exception {
        Judgement judgement = judgement(hearsOnlyItsOwn(SPY, stream(WEB, FAR)));
        assertEquals(Verdict.FAILS, judgement.verdict());
        assertEquals("nothing proved: no datagram of web/net reached far/net", judgement.because());
    }

    @Test
    void whereTheStreamFlowsTheClaimIsJudgedByWhatWasHeard() throws Exception {
        Judgement judgement = judgement(hearsOnlyItsOwn(SPY, stream(WEB, MAIL)));
        assertEquals(Verdict.HOLDS, judgement.verdict(), judgement.because());
    }

    @Test
    void theReceiverOfAStreamHearsItAll() throws Exception {
        Check everythingElse = new Check.HearsOnly(
                "mail hears only spy", Set.of(MAIL), false, Optional.of(Set.of(SPY)), List.of(stream(WEB, MAIL)));
        Judgement judgement = judgement(everythingElse);
        assertEquals(Verdict.FAILS, judgement.verdict());
        assertEquals(5, judgement.evidence().size());
    }

    private static Check hearsOnlyItsOwn(AdapterName at, Action meanwhile) {
        return new Check.HearsOnly("hears its own only", Set.of(at), true, Optional.empty(), List.of(meanwhile));
    }

    private static Action stream(AdapterName from, AdapterName to) {
        return new Action.Stream(from, to, 50, 100, Action.Stream.DEFAULT_PORT, Action.Stream.DEFAULT_PER_SECOND);
    }

    private Judgement judgement(Check check) throws Exception {
        Layout layout = new Layout(PLAN, List.of(), List.of(check));
        Scenario scenario = new Scenario("trial", "", List.of(layout), new Expectation.AllHold());
        RunResult result = new ScenarioRun(scenario, Form.EMBEDDED, folder, new Quiet()).run();
        return result.layouts().getFirst().judgements().getFirst();
    }
}
