package viridian.lab.file;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import viridian.lab.topology.Expectation;
import viridian.lab.topology.Layout;
import viridian.lab.topology.Scenario;

/** Scenarios out of files of the user's. */
public final class ScenarioFile {

    private ScenarioFile() {}

    /**
     * Reads and checks a file; creates nothing.
     *
     * @throws ScenarioException with everything that is wrong in it
     */
    public static LoadedScenario load(Path file) throws ScenarioException {
        return load(Source.file(file));
    }

    /**
     * Reads and checks a text, as if it were the content of the file {@code label}; what it is based on is looked for in
     * the current folder.
     *
     * @throws ScenarioException with everything that is wrong in it
     */
    public static LoadedScenario read(String label, String text) throws ScenarioException {
        return load(Source.text(label, text));
    }

    static LoadedScenario load(Source source) throws ScenarioException {
        Documents documents = Documents.read(source);
        Report report = new Report();
        List<Layout> layouts = new ArrayList<>();
        for (Tree.Mapping document : documents.layouts()) layouts.add(new LayoutReader(report).layout(document));
        Expectation expectation = documents
                .expect()
                .map(expect -> new ExpectationReader(report).expectation(expect, layouts))
                .orElse(new Expectation.AllHold());
        report.throwErrors();
        return new LoadedScenario(
                new Scenario(documents.name(), documents.about(), layouts, expectation), report.warnings());
    }
}
