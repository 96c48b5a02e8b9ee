package viridian.tools.options;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import tools.jackson.databind.JsonNode;

/** Options that come as JSON: each a text, a number, true or false for on or off, or a list of these. */
public final class JsonOptions {

    private JsonOptions() {}

    /**
     * Reads an object of options.
     *
     * @param field where it stands, for the sentence if it makes no sense
     * @throws IllegalArgumentException with a sentence that names the field
     */
    public static Options of(String field, JsonNode object) {
        if (!object.isObject()) throw wrong(field, "an object", object);
        SequencedMap<String, String> written = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            written.put(entry.getKey(), word(field + "." + entry.getKey(), entry.getValue()));
        }
        return new Options(written);
    }

    /** One value; a list is joined by plus signs. */
    public static String word(String field, JsonNode value) {
        if (value.isArray()) {
            return String.join(
                    "+", value.valueStream().map(part -> scalar(field, part)).toList());
        }
        return scalar(field, value);
    }

    private static String scalar(String field, JsonNode value) {
        if (value.isBoolean()) return Words.of(value.asBoolean());
        if (value.isString() || value.isNumber()) return value.asString();
        throw wrong(field, "text, a number, true or false, or a list of these", value);
    }

    private static IllegalArgumentException wrong(String field, String expected, JsonNode value) {
        return new IllegalArgumentException("%s is %s, not %s".formatted(field, expected, value));
    }
}
