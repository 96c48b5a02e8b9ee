package viridian.lab.file;

import java.util.List;
import viridian.lab.topology.Layout;
import viridian.lab.topology.Topology;

/** Makes a layout out of a document the schema has let pass. */
final class LayoutReader {

    private final Report report;

    LayoutReader(Report report) {
        this.report = report;
    }

    Layout layout(Tree.Mapping document) {
        Section section = new Section(document);
        Topology plan = new TopologyReader(report).topology(section);
        References references = new References(plan, report);
        ActionReader actions = new ActionReader(plan, references, report);
        CheckReader checks = new CheckReader(references, actions, report);
        return new Layout(
                plan,
                actions.actions(section.list("steps").orElse(List.of())),
                checks.checks(section.list("checks").orElse(List.of())));
    }
}
