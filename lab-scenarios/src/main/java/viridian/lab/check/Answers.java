package viridian.lab.check;

import java.util.List;

/**
 * What came of a series of echo requests.
 *
 * @param asked how many were sent, or tried
 * @param answered how many were answered in time
 * @param instead what came instead of the other answers, each a few words: "nobody answers for 10.0.0.1"
 */
public record Answers(int asked, int answered, List<String> instead) {

    public Answers {
        instead = List.copyOf(instead);
    }
}
