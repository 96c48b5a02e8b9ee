package viridian.lab.file;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The documents of a file, sorted, with all that it is based on laid together.
 *
 * @param name of the scenario: from a head of its own, a variant, the only layout, or else the file's name
 * @param about one line for people, perhaps empty
 * @param expect which claims are meant to hold
 * @param layouts in order, each a whole document
 */
record Documents(String name, String about, Optional<Tree> expect, List<Tree.Mapping> layouts) {

    private static final Set<String> HEAD_KEYS = Set.of("name", "about", "expect");

    /** How often a scenario may be based on one that is based on another: enough, and it ends a circle. */
    private static final int DEEPEST = 10;

    static Documents read(Source source) throws ScenarioException {
        return read(source, 0);
    }

    private static Documents read(Source source, int depth) throws ScenarioException {
        List<Tree.Mapping> all = YamlReader.read(source.label(), source.text());
        if (all.isEmpty()) throw ScenarioException.of(Position.whole(source.label()), "the file holds nothing", "");
        Tree.Mapping first = all.getFirst();
        if (first.entries().containsKey("based-on")) return variant(source, all, depth);
        if (HEAD_KEYS.containsAll(first.entries().keySet())) return headed(source, first, all.subList(1, all.size()));
        check(source, "layout", all);
        if (all.size() == 1) return of(new Section(first), all);
        distinct(all);
        return new Documents(stem(source.label()), "", Optional.empty(), all);
    }

    private static Documents headed(Source source, Tree.Mapping head, List<Tree.Mapping> layouts)
            throws ScenarioException {
        check(source, "head", List.of(head));
        if (layouts.isEmpty()) {
            throw ScenarioException.of(head.position(), "there are no hosts", "a lab has 'hosts:', at least one");
        }
        check(source, "layout", layouts);
        distinct(layouts);
        return of(new Section(head), layouts);
    }

    private static Documents variant(Source source, List<Tree.Mapping> all, int depth) throws ScenarioException {
        if (all.size() > 1) {
            Position second = all.get(1).position();
            throw ScenarioException.of(second, "a variant is one document", "what it changes is below 'change:'");
        }
        check(source, "variant", all);
        Section variant = new Section(all.getFirst());
        Tree.Scalar reference = variant.required("based-on");
        if (depth == DEEPEST) throw ScenarioException.of(reference.position(), "it is based on itself in the end", "");
        List<Tree.Mapping> base = read(source.base(reference), depth + 1).layouts();
        List<Tree.Mapping> changed = new Variant(variant).changed(base);
        check(source, "layout", changed);
        return of(variant, changed);
    }

    private static Documents of(Section head, List<Tree.Mapping> layouts) {
        return new Documents(head.text("name", ""), head.text("about", ""), head.value("expect"), layouts);
    }

    private static String stem(String label) {
        String file = label.substring(label.lastIndexOf('/') + 1);
        return file.contains(".") ? file.substring(0, file.lastIndexOf('.')) : file;
    }

    private static void check(Source source, String definition, List<Tree.Mapping> documents) throws ScenarioException {
        if (source.builtIn()) return;
        List<Problem> problems = new ArrayList<>();
        documents.forEach(document -> problems.addAll(SchemaCheck.ofScenarios().problems(document, definition)));
        if (!problems.isEmpty()) throw new ScenarioException(problems);
    }

    /** Of several layouts each has a name of its own, and none speaks for the whole. */
    private static void distinct(List<Tree.Mapping> layouts) throws ScenarioException {
        Report report = new Report();
        Map<String, Position> seen = new HashMap<>();
        for (Tree.Mapping layout : layouts) {
            Tree.Scalar name = new Section(layout).required("name");
            Position first = seen.putIfAbsent(name.text(), name.position());
            if (first != null) {
                report.error(name.position(), "a layout '%s' is there already".formatted(name.text()), "see " + first);
            }
            if (layouts.size() > 1 && layout.entries().containsKey("expect")) {
                Position at = layout.keyPlace(List.of("expect"));
                report.error(at, "'expect' is said of the whole file", "put it in a first document with 'name'");
            }
        }
        report.throwErrors();
    }
}
