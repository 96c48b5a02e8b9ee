package viridian.lab.topology;

import java.util.List;

/**
 * Something in a plan that cannot be, or that is not what its writer will expect.
 *
 * @param path the keys that lead to it, as in a file: hosts, web, adapters, prod, mtu
 * @param sentence what is wrong
 * @param suggestion what to do, perhaps empty
 * @param warning whether the plan can be brought alive all the same
 */
public record Violation(List<String> path, String sentence, String suggestion, boolean warning) {

    public Violation {
        path = List.copyOf(path);
    }

    @Override
    public String toString() {
        return String.join("/", path) + ": " + sentence + (suggestion.isEmpty() ? "" : " (" + suggestion + ")");
    }
}
