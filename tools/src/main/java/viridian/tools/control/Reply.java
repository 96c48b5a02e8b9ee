package viridian.tools.control;

import java.util.function.LongFunction;

/** What a client is answered. */
public sealed interface Reply {

    /** What is written at once, without line end. */
    String line();

    /** One line, and then the next request. */
    record Line(String line) implements Reply {}

    /**
     * One line, and then whatever the feed tells, until the client goes. It is asked nothing more.
     *
     * @param lost the line for a client that read too slowly and missed that many
     */
    record Stream(String line, Feed feed, LongFunction<String> lost) implements Reply {}
}
