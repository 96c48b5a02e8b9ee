package viridian.lab.check;

import java.util.OptionalDouble;

/**
 * What has come of datagrams so far.
 *
 * @param datagrams that were handed to the program they were sent to
 * @param nanos from the first of them to the last, by that program's clock; 0 for fewer than two
 */
public record Arrived(int datagrams, long nanos) {

    public static final Arrived NONE = new Arrived(0, 0);

    /** From one to the next, on average; none if there were not two. */
    public OptionalDouble nanosEach() {
        return datagrams < 2 ? OptionalDouble.empty() : OptionalDouble.of((double) nanos / (datagrams - 1));
    }
}
