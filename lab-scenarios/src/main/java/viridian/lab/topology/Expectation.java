package viridian.lab.topology;

import java.util.Set;

/** Which claims of a scenario its writer expects to hold. */
public sealed interface Expectation {

    /** All of them. */
    record AllHold() implements Expectation {}

    /** In each layout at least one fails. */
    record SomeFail() implements Expectation {}

    /** Exactly those with one of these sentences fail. */
    record TheseFail(Set<String> claims) implements Expectation {}
}
