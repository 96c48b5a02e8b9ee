package viridian.lab.file;

import java.util.List;
import java.util.stream.Collectors;

/** A scenario cannot be used; nothing has been created. The message has one line for each problem. */
public final class ScenarioException extends Exception {

    private static final long serialVersionUID = 1;

    private final transient List<Problem> problems;

    /** Of one or more problems, each said once, in the order of the file. */
    public ScenarioException(List<Problem> problems) {
        super(sorted(problems).stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = sorted(problems);
    }

    private static List<Problem> sorted(List<Problem> problems) {
        return problems.stream().distinct().sorted().toList();
    }

    static ScenarioException of(Position position, String sentence, String suggestion) {
        return new ScenarioException(List.of(new Problem(position, sentence, suggestion)));
    }

    public List<Problem> problems() {
        return problems;
    }
}
