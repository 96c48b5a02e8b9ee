package viridian.lab.check;

import java.util.List;
import java.util.OptionalDouble;

/**
 * What came of a series of echo requests.
 *
 * @param asked how many were sent, or tried
 * @param answered how many were answered in time
 * @param instead what came instead of the other answers, each a few words: "nobody answers for 10.0.0.1"
 * @param roundTripMillis of those that were, in the order they came
 */
public record Answers(int asked, int answered, List<String> instead, List<Double> roundTripMillis) {

    public Answers {
        instead = List.copyOf(instead);
        roundTripMillis = List.copyOf(roundTripMillis);
    }

    /** Answers nobody has timed. */
    public Answers(int asked, int answered, List<String> instead) {
        this(asked, answered, instead, List.of());
    }

    /** The round trip half of them were faster than; none if none was timed. */
    public OptionalDouble medianMillis() {
        return roundTripMillis.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(roundTripMillis.stream().sorted().toList().get(roundTripMillis.size() / 2));
    }
}
