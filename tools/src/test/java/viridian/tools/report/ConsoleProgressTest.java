package viridian.tools.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import viridian.lab.Form;
import viridian.lab.check.Verdict;
import viridian.lab.file.ScenarioException;
import viridian.lab.topology.Layout;

class ConsoleProgressTest {

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final ConsoleProgress progress =
            new ConsoleProgress(new PrintStream(written, true, StandardCharsets.UTF_8), Form.EMBEDDED);
    private Layout layout;

    @BeforeEach
    void begin() throws ScenarioException {
        layout = Outcome.scenario().layouts().getFirst();
        progress.begins(layout);
        written.reset();
    }

    @Test
    void aLabThatIsUpIsCounted() {
        progress.isUp(layout, TimeUnit.MILLISECONDS.toNanos(250), Map.of("old", Duration.ofMillis(5250)));
        assertEquals(
                List.of(
                        "  1 wire, 1 network and 4 hosts up after 0.25 s (embedded)",
                        "  real machine old healthy after 5.3 s"),
                lines());
    }

    @Test
    void aClaimIsOneLineWithItsVerdictAndWhy() {
        progress.tries("web reaches mail");
        progress.judged(Outcome.judgement(layout, 0, Verdict.HOLDS));
        String claim = "web reaches mail" + " ".repeat(longestClaim() - "web reaches mail".length());
        assertEquals(List.of("  holds     " + claim + "  2 of 2 answered"), lines());
    }

    @Test
    void aClaimThatFailsShowsTheFramesThatBreakIt() {
        progress.judged(Outcome.judgement(layout, 0, Verdict.FAILS));
        assertEquals("  FAILS     web reaches mail", lines().getFirst().substring(0, 28));
        assertEquals("            frame 42: web said something to mail", lines().getLast());
    }

    @Test
    void aClaimThatNeedsRealMachinesSaysSo() {
        progress.judged(Outcome.judgement(layout, 0, Verdict.NEEDS_REAL));
        assertEquals("  --real    web reaches mail", lines().getFirst().substring(0, 28));
    }

    private int longestClaim() {
        return layout.checks().stream()
                .mapToInt(check -> check.claim().length())
                .max()
                .orElseThrow();
    }

    private List<String> lines() {
        return written.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
