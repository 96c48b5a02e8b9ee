package viridian.lab.file;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import viridian.lab.topology.Spelling;

/** What a scenario changes in the one it is based on: in every layout, or in one, under its name. */
final class Variant {

    private static final Set<String> LAYOUT_KEYS =
            Set.of("name", "about", "profile", "nics", "networks", "hosts", "steps", "checks");

    private final Map<String, Tree.Entry> changes;
    private final List<Problem> problems = new ArrayList<>();

    Variant(Section variant) {
        this.changes =
                variant.has("change") ? variant.section("change").mapping().entries() : Map.of();
    }

    /** The layouts with the changes laid over them; a layout's 'expect' does not come along. */
    List<Tree.Mapping> changed(List<Tree.Mapping> base) throws ScenarioException {
        List<Tree.Mapping> layouts = base.stream().map(this::changed).toList();
        refuseUnknown(base);
        if (!problems.isEmpty()) throw new ScenarioException(problems);
        return layouts;
    }

    private Tree.Mapping changed(Tree.Mapping layout) {
        SequencedMap<String, Tree.Entry> everywhere = new LinkedHashMap<>(changes);
        everywhere.keySet().retainAll(LAYOUT_KEYS);
        TreeMerge merge = new TreeMerge(problems);
        Tree.Mapping changed = merge.merge(layout, new Tree.Mapping(layout.position(), everywhere));
        Tree.Entry here = changes.get(name(layout));
        if (here != null && here.value() instanceof Tree.Mapping own) changed = merge.merge(changed, own);
        changed.entries().remove("expect");
        return changed;
    }

    private void refuseUnknown(List<Tree.Mapping> base) {
        Set<String> known = new LinkedHashSet<>(base.stream().map(Variant::name).toList());
        changes.forEach((key, entry) -> {
            boolean layout = known.contains(key);
            if (layout && !(entry.value() instanceof Tree.Mapping)) {
                problems.add(new Problem(entry.value().position(), "expected the changes to layout '" + key + "'", ""));
            } else if (!layout && !LAYOUT_KEYS.contains(key)) {
                Set<String> all = new LinkedHashSet<>(known);
                all.addAll(LAYOUT_KEYS.stream().sorted().toList());
                String sentence = "there is no key and no layout '" + key + "' to change";
                problems.add(new Problem(entry.key(), sentence, Spelling.suggestion(key, all)));
            }
        });
    }

    private static String name(Tree.Mapping layout) {
        return new Section(layout).text("name", "");
    }
}
