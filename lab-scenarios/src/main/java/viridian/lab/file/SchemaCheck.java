package viridian.lab.file;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.NodePath;
import com.networknt.schema.path.PathType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * Holds documents against a published schema.
 *
 * <p>The validator takes about half a second to load, so nothing touches this class before a file of the user's is read.
 */
final class SchemaCheck {

    /** What is said of an object as a whole, and follows from a misspelt key in it. */
    private static final Set<String> OF_THE_WHOLE = Set.of("required", "oneOf", "minProperties", "maxProperties");

    private final Schema schema;

    /**
     * @param id of the schema
     * @param text of the schema, JSON
     */
    SchemaCheck(String id, String text) {
        this.schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(SchemaLocation.of(id), text, InputFormat.JSON);
    }

    /** Of scenario files. */
    static SchemaCheck ofScenarios() {
        return Scenarios.CHECK;
    }

    private static final class Scenarios {
        private static final SchemaCheck CHECK =
                new SchemaCheck("urn:viridian-lab:scenario", Resources.text("/schema/scenario.schema.json"));
    }

    /** What the document breaks, as sentences; {@code definition} is the part of the schema it is to be. */
    List<Problem> problems(Tree.Mapping document, String definition) {
        JsonNode json = TreeJson.json(document);
        NodePath path = new NodePath(PathType.JSON_POINTER).append("$defs").append(definition);
        List<Error> errors = schema.getRefSchema(path).validate(json).stream()
                .filter(error -> !insideAlternative(error))
                .toList();
        Set<String> misspelt = locations(errors, "additionalProperties");
        Set<String> mistyped = locations(errors, "type");
        List<Problem> problems = new ArrayList<>();
        for (Error error : errors) {
            boolean follows = OF_THE_WHOLE.contains(error.getKeyword()) && misspelt.contains(location(error));
            boolean repeats = !error.getKeyword().equals("type") && mistyped.contains(location(error));
            if (!follows && !repeats) problems.add(SchemaSentence.problem(error, schema.getSchemaNode(), document));
        }
        return problems;
    }

    private static Set<String> locations(List<Error> errors, String keyword) {
        return errors.stream()
                .filter(error -> error.getKeyword().equals(keyword))
                .map(SchemaCheck::location)
                .collect(Collectors.toSet());
    }

    /** The alternatives' own errors contradict each other; the one of the choice says it all. */
    private static boolean insideAlternative(Error error) {
        return error.getEvaluationPath().toString().contains("/oneOf/");
    }

    private static String location(Error error) {
        return error.getInstanceLocation().toString();
    }
}
