package viridian.lab.file;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Whatever is in a file, the answer is a scenario, or problems with their places. */
class HostileTextTest {

    private static final int RUNS = 60;
    private static final String CHARACTERS = " :-{}[],&*!|>'\"%@`#?\n\t0aé\u0000";

    @Test
    void spoiltCharactersAreAnsweredWithProblems() throws ScenarioException {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        String sound = ScenarioCatalogue.text("unicast-isolation");
        for (int run = 0; run < RUNS; run++) answers(spoilt(sound, random), seed);
    }

    @Test
    void spoiltLinesAreAnsweredWithProblems() throws ScenarioException {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        List<String> sound = ScenarioCatalogue.text("vlan-separation").lines().toList();
        for (int run = 0; run < RUNS; run++) {
            List<String> lines = new ArrayList<>(sound);
            lines.remove(random.nextInt(lines.size()));
            lines.add(random.nextInt(lines.size()), sound.get(random.nextInt(sound.size())));
            answers(String.join("\n", lines), seed);
        }
    }

    private static String spoilt(String text, SplittableRandom random) {
        StringBuilder spoilt = new StringBuilder(text);
        for (int i = random.nextInt(4); i >= 0; i--) {
            spoilt.setCharAt(random.nextInt(spoilt.length()), CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
        }
        return spoilt.toString();
    }

    private static void answers(String text, long seed) {
        try {
            ScenarioFile.read("t.yaml", text);
        } catch (ScenarioException refused) {
            assertFalse(refused.problems().isEmpty());
            long lines = text.lines().count() + 1;
            for (Problem problem : refused.problems()) {
                assertTrue(problem.position().line() <= lines, () -> "seed " + seed + ": " + problem);
                assertFalse(problem.toString().contains("\n"), () -> "seed " + seed + ": " + problem);
            }
        } catch (RuntimeException fault) {
            throw new AssertionError("seed " + seed + ", text:\n" + text, fault);
        }
    }
}
