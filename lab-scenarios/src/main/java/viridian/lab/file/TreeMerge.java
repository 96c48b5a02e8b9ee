package viridian.lab.file;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import viridian.lab.topology.Spelling;

/**
 * Lays a change over a document: keys of a mapping one by one, anything else as a whole. A key that is changed to
 * nothing is removed.
 */
final class TreeMerge {

    private final List<Problem> problems;

    TreeMerge(List<Problem> problems) {
        this.problems = problems;
    }

    Tree.Mapping merge(Tree.Mapping base, Tree.Mapping change) {
        SequencedMap<String, Tree.Entry> merged = new LinkedHashMap<>(base.entries());
        change.entries().forEach((key, entry) -> lay(base, merged, key, entry));
        return new Tree.Mapping(base.position(), merged);
    }

    private void lay(Tree.Mapping base, SequencedMap<String, Tree.Entry> merged, String key, Tree.Entry change) {
        Tree.Entry old = merged.get(key);
        if (change.value() instanceof Tree.Scalar scalar && scalar.kind() == Tree.Kind.NOTHING) {
            if (merged.remove(key) == null) missing(base, key, change.key());
        } else if (old != null
                && old.value() instanceof Tree.Mapping below
                && change.value() instanceof Tree.Mapping to) {
            merged.put(key, new Tree.Entry(old.key(), merge(below, to)));
        } else {
            merged.put(key, change);
        }
    }

    private void missing(Tree.Mapping base, String key, Position at) {
        String sentence = "there is no '" + key + "' to remove";
        problems.add(new Problem(
                at, sentence, Spelling.suggestion(key, base.entries().keySet())));
    }
}
