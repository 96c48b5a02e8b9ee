package viridian.lab.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import viridian.lab.topology.AdapterName;
import viridian.lab.topology.Check;
import viridian.lab.topology.Topology;

/** Claims about starting over the network, and about what a console shows. */
class BootClaimTest {

    private static final AdapterName FROM = new AdapterName("old", "net");
    private static final Check.Boots BOOTS = new Check.Boots("it starts", FROM);
    private static final BootOutcome STARTED = BootOutcome.started("10.1.0.7 from 10.1.0.1");
    private static final BootOutcome SILENCE = BootOutcome.failed("nobody answers", "no address, 4 frames");

    private final Judge judge = new Judge(Topology.named("t").build());

    private static Check.CannotBoot cannot(String because) {
        return new Check.CannotBoot("it does not start", FROM, Optional.ofNullable(because.isEmpty() ? null : because));
    }

    @Test
    void aMachineThatWasStartedHoldsWithItsAccount() {
        Judgement holds = judge.judge(BOOTS, STARTED, List.of("depot gave 10.1.0.7"));
        assertEquals(Verdict.HOLDS, holds.verdict());
        assertEquals("10.1.0.7 from 10.1.0.1", holds.because());
        assertEquals(List.of(), holds.evidence());
    }

    @Test
    void oneThatWasNotSaysWhyAndHowFarItCame() {
        Judgement fails = judge.judge(BOOTS, SILENCE, List.of("depot has no address left"));
        assertEquals(Verdict.FAILS, fails.verdict());
        assertEquals("nobody answers (no address, 4 frames)", fails.because());
        assertEquals("depot has no address left", fails.evidence().getFirst().sentence());
    }

    @Test
    void whatIsMeantToFailHoldsForItsReasonOnly() {
        assertEquals(Verdict.HOLDS, judge.judge(cannot(""), SILENCE).verdict());
        assertEquals(Verdict.HOLDS, judge.judge(cannot("^nobody"), SILENCE).verdict());
        assertEquals(Verdict.FAILS, judge.judge(cannot("synthetic"), SILENCE).verdict());
        assertEquals(Verdict.FAILS, judge.judge(cannot(""), STARTED).verdict());
    }

    @Test
    void aConsoleIsSearchedAndItsLastLinesAreTheEvidence() {
        Check.Console claim = new Check.Console("it waits", "real", "login:", 60);
        Judgement holds = judge.judge(claim, "boot\n10.1.0.7 login: ", 12.34, List.of("depot sent initrd"));
        assertEquals(Verdict.HOLDS, holds.verdict());
        assertEquals("shown after 12.3 s; depot sent initrd", holds.because());
        Judgement fails = judge.judge(claim, "boot\n\nKernel panic\n", 60, List.of());
        assertEquals(Verdict.FAILS, fails.verdict());
        assertEquals("nothing like 'login:' in 60 s", fails.because());
        assertEquals("Kernel panic", fails.evidence().getLast().sentence());
    }
}
