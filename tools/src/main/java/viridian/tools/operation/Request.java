package viridian.tools.operation;

import java.util.Optional;
import tools.jackson.databind.JsonNode;
import viridian.tools.options.JsonOptions;
import viridian.tools.options.Options;
import viridian.vswitch.frame.MacAddress;

/**
 * A request as it came, read field by field. What makes no sense is an IllegalArgumentException that names the field. A
 * handler reads all it needs before it changes anything.
 */
final class Request {

    private final JsonNode json;

    /** @param json an object */
    Request(JsonNode json) {
        this.json = json;
    }

    boolean has(String field) {
        return json.has(field);
    }

    /** A text that must be there. */
    String text(String field) {
        return optionalText(field)
                .orElseThrow(() -> new IllegalArgumentException("the field '" + field + "' is missing"));
    }

    Optional<String> optionalText(String field) {
        JsonNode value = json.path(field);
        if (value.isMissingNode()) return Optional.empty();
        if (!value.isString()) throw wrong(field, "text", value);
        return Optional.of(value.asString());
    }

    /** A whole number that must be there. */
    int number(String field, int least, int largest) {
        JsonNode value = json.path(field);
        if (value.isMissingNode()) throw new IllegalArgumentException("the field '" + field + "' is missing");
        boolean fits = value.isIntegralNumber()
                && value.canConvertToInt()
                && value.asInt() >= least
                && value.asInt() <= largest;
        if (!fits) throw wrong(field, "a number from %d to %d".formatted(least, largest), value);
        return value.asInt();
    }

    Optional<Integer> optionalNumber(String field, int least, int largest) {
        return has(field) ? Optional.of(number(field, least, largest)) : Optional.empty();
    }

    /** A text, a number or a list of these joined by plus signs, which must be there. */
    String words(String field) {
        if (!has(field)) throw new IllegalArgumentException("the field '" + field + "' is missing");
        return JsonOptions.word(field, json.path(field));
    }

    /** An adapter's address that must be there. */
    MacAddress address(String field) {
        try {
            return MacAddress.parse(text(field));
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(field + ": " + wrong.getMessage(), wrong);
        }
    }

    /** Options by key: each a text, a number, true or false for on or off, or a list of these. */
    Options options(String field) {
        JsonNode value = json.path(field);
        if (value.isMissingNode()) return Options.NONE;
        return JsonOptions.of(field, value);
    }

    private static IllegalArgumentException wrong(String field, String expected, JsonNode value) {
        return new IllegalArgumentException("%s is %s, not %s".formatted(field, expected, value));
    }
}
