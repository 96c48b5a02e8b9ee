package viridian.lab.file;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import viridian.lab.topology.Spelling;

/**
 * The scenarios that come with the lab.
 *
 * <p>The build holds them against the schema, so that a run need not wait for the validator.
 */
public final class ScenarioCatalogue {

    private ScenarioCatalogue() {}

    /** Their names, in the order a newcomer should see them. */
    public static List<String> names() {
        return Resources.text("/scenarios/index")
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
    }

    /**
     * One of the lab's own scenarios.
     *
     * @throws ScenarioException if there is none of this name
     */
    public static LoadedScenario load(String name) throws ScenarioException {
        return ScenarioFile.load(source(name, Position.whole(name)));
    }

    /**
     * What a user means by a word: a file, if it ends or looks like one, otherwise one of the lab's own scenarios.
     *
     * @throws ScenarioException with everything that is wrong in it, or if there is no such thing
     */
    public static LoadedScenario open(String nameOrFile) throws ScenarioException {
        boolean file = !names().contains(nameOrFile)
                && (Source.looksLikeFile(nameOrFile) || Files.isRegularFile(Path.of(nameOrFile)));
        return file ? ScenarioFile.load(Path.of(nameOrFile)) : load(nameOrFile);
    }

    /** The text of one of the lab's own scenarios, to read or to begin one's own with. */
    public static String text(String name) throws ScenarioException {
        return source(name, Position.whole(name)).text();
    }

    static Source source(String name, Position named) throws ScenarioException {
        if (!names().contains(name)) {
            throw ScenarioException.of(
                    named, "there is no scenario '" + name + "'", Spelling.suggestion(name, names()));
        }
        String file = "/scenarios/" + name + ".yaml";
        return new Source(file.substring(1), Resources.text(file), Path.of(""), true);
    }
}
