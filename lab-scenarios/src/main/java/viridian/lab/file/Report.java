package viridian.lab.file;

import java.util.ArrayList;
import java.util.List;

/** What is wrong with a scenario, and what is only doubtful, as it is found. */
final class Report {

    private final List<Problem> errors = new ArrayList<>();
    private final List<Problem> warnings = new ArrayList<>();

    void error(Position position, String sentence, String suggestion) {
        errors.add(new Problem(position, sentence, suggestion));
    }

    void warning(Position position, String sentence, String suggestion) {
        warnings.add(new Problem(position, sentence, suggestion));
    }

    List<Problem> errors() {
        return errors;
    }

    List<Problem> warnings() {
        return warnings.stream().distinct().sorted().toList();
    }

    void throwErrors() throws ScenarioException {
        if (!errors.isEmpty()) throw new ScenarioException(errors);
    }
}
