package viridian.lab.file;

import java.nio.file.Path;
import java.util.List;

/** A file of one YAML document that a schema has let pass; every part still knows its place. */
public final class CheckedFile {

    private CheckedFile() {}

    /**
     * Reads a file.
     *
     * @param schemaId of the schema
     * @param schema its text, JSON
     * @param definition the part of the schema that the document is to be, below {@code $defs}
     * @throws ScenarioException with all that is wrong with it
     */
    public static Tree.Mapping read(Path file, String schemaId, String schema, String definition)
            throws ScenarioException {
        Source source = Source.file(file);
        List<Tree.Mapping> documents = YamlReader.read(source.label(), source.text());
        Position whole = Position.whole(source.label());
        if (documents.isEmpty()) throw ScenarioException.of(whole, "the file holds nothing", "");
        if (documents.size() > 1) {
            throw ScenarioException.of(documents.get(1).position(), "there is one document too many", "one is enough");
        }
        List<Problem> problems = new SchemaCheck(schemaId, schema).problems(documents.getFirst(), definition);
        if (!problems.isEmpty()) throw new ScenarioException(problems);
        return documents.getFirst();
    }
}
