package viridian.lab.file;

import com.networknt.schema.Error;
import com.networknt.schema.path.NodePath;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import viridian.lab.topology.Spelling;

/** Says in a sentence what the schema validator found, with what the schema describes as expected. */
final class SchemaSentence {

    private final Error error;
    private final JsonNode schema;
    private final JsonNode rule;
    private final JsonNode found;
    private final Tree.Mapping document;

    private SchemaSentence(Error error, JsonNode schema, Tree.Mapping document) {
        this.error = error;
        this.schema = schema;
        this.rule = follow(parent(error.getSchemaLocation().getFragment()));
        this.found = error.getInstanceNode();
        this.document = document;
    }

    static Problem problem(Error error, JsonNode schema, Tree.Mapping document) {
        return new SchemaSentence(error, schema, document).problem();
    }

    private Problem problem() {
        return switch (error.getKeyword()) {
            case "additionalProperties" -> unknownKey();
            case "propertyNames" -> impossibleName();
            case "required" -> said("'" + error.getProperty() + "' is missing", expected(property()));
            case "type" -> said("expected " + typeName() + ", found " + shown(found), expected(rule));
            case "enum", "const" -> said(shown(found) + " is not possible here", alternatives());
            case "minimum", "exclusiveMinimum" -> said(shown(found) + " is too small", expected(rule));
            case "maximum" -> said(shown(found) + " is too large", expected(rule));
            case "minItems", "minLength" -> said("there is nothing here", expected(rule));
            case "oneOf", "minProperties", "maxProperties" -> said("expected " + described(rule), "");
            default -> said(shown(found) + " is not possible here", expected(rule));
        };
    }

    private Problem unknownKey() {
        List<String> path = new ArrayList<>(path());
        String key = error.getProperty();
        path.add(key);
        List<String> known = new ArrayList<>(rule.path("properties").propertyNames());
        return new Problem(
                document.keyPlace(path), "there is no key '" + key + "' here", Spelling.suggestion(key, known));
    }

    private Problem impossibleName() {
        List<String> path = new ArrayList<>(path());
        path.add(error.getProperty());
        String expected = expected(follow(rule.path("propertyNames")));
        return new Problem(document.keyPlace(path), "'" + error.getProperty() + "' is no name", expected);
    }

    private Problem said(String sentence, String suggestion) {
        return new Problem(document.place(path()), sentence, suggestion);
    }

    private String alternatives() {
        JsonNode choices = rule.path("enum");
        if (choices.isMissingNode()) return expected(rule);
        List<String> words = new ArrayList<>();
        choices.forEach(choice -> words.add(choice.asString()));
        return Spelling.suggestion(found.asString(), words);
    }

    private static String expected(JsonNode rule) {
        String description = described(rule);
        return description.isEmpty() ? "" : "expected " + description;
    }

    private static String described(JsonNode rule) {
        return rule.path("description").asString("");
    }

    private String typeName() {
        return switch (rule.path("type").asString("")) {
            case "object" -> "keys with values";
            case "array" -> "a list";
            case "string" -> "text";
            case "integer" -> "a whole number";
            case "number" -> "a number";
            case "boolean" -> "true or false";
            default -> "something else";
        };
    }

    private static String shown(JsonNode found) {
        if (found.isObject()) return "keys with values";
        if (found.isArray()) return "a list";
        if (found.isNull()) return "nothing";
        return found.isString() ? "'" + found.asString() + "'" : found.toString();
    }

    private JsonNode property() {
        return follow(rule.path("properties").path(error.getProperty()));
    }

    private JsonNode follow(JsonNode rule) {
        String reference = rule.path("$ref").asString("");
        return reference.isEmpty() ? rule : schema.at(reference.substring(1));
    }

    private JsonNode parent(NodePath location) {
        String pointer = location.toString();
        return schema.at(pointer.substring(0, pointer.lastIndexOf('/')));
    }

    private List<String> path() {
        NodePath location = error.getInstanceLocation();
        List<String> path = new ArrayList<>();
        for (int i = 0; i < location.getNameCount(); i++) path.add(location.getName(i));
        return path;
    }
}
