package viridian.tools.operation;

import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import viridian.lab.topology.Spelling;
import viridian.tools.control.Reply;
import viridian.tools.options.Words;

/** The table of everything a running switch can be asked and told. */
final class Operations {

    private static final String SHOW = "show";

    private final Map<String, Operation> byName = new LinkedHashMap<>();
    private final Map<String, Operation> shown = new LinkedHashMap<>();

    /** Adds something that can be told, with the fields a request may have. */
    void tell(String name, List<String> fields, Operation.Handler handler) {
        byName.put(name, new Operation(name, fields, handler));
    }

    /** Adds something that {@code show} shows, with the fields a request may have. */
    void show(String what, List<String> fields, Operation.Handler handler) {
        shown.put(what, new Operation(SHOW + " " + what, fields, handler));
    }

    /**
     * The reply to a line: {@code {"ok":true,"result":...}} or {@code {"ok":false,"error":"a sentence"}}.
     *
     * @param done makes the reply of a request that was done, given the line for it
     */
    Reply answer(String line, BiFunction<JsonNode, String, Reply> done) {
        try {
            JsonNode request = Json.read(line);
            String reply =
                    Json.object().put("ok", true).set("result", ask(request)).toString();
            return done.apply(request, reply);
        } catch (JacksonException noJson) {
            return refusal("request", "the request is no JSON: " + noJson.getOriginalMessage());
        } catch (IllegalArgumentException wrong) {
            return refusal("request", String.valueOf(wrong.getMessage()));
        } catch (IOException | RuntimeException failed) {
            return refusal("surroundings", String.valueOf(failed.getMessage()));
        }
    }

    /**
     * Does what a request asks for.
     *
     * @return the result
     * @throws IllegalArgumentException with a sentence, if it makes no sense; then nothing has changed
     * @throws IOException if the surroundings do not let it
     */
    JsonNode ask(JsonNode request) throws IOException {
        if (!request.isObject()) throw new IllegalArgumentException("a request is a JSON object");
        Request read = new Request(request);
        return of(read, request.propertyNames()).handler().handle(read);
    }

    /** @param at what has to change before it can be done: the request, or the surroundings */
    private static Reply refusal(String at, String sentence) {
        return new Reply.Line(Json.object()
                .put("ok", false)
                .put("error", sentence)
                .put("at", at)
                .toString());
    }

    /**
     * The operation a request names.
     *
     * @throws IllegalArgumentException if there is none, or the request says what it does not know
     */
    private Operation of(Request request, Collection<String> fields) {
        String name = request.text("op");
        Operation operation = name.equals(SHOW) ? shown(request) : known(name);
        for (String field : fields) {
            boolean head = field.equals("op") || (field.equals("what") && name.equals(SHOW));
            if (!head && !operation.fields().contains(field)) throw unknownField(operation, field);
        }
        return operation;
    }

    private Operation shown(Request request) {
        String what = request.optionalText("what").orElse("");
        Operation operation = shown.get(what);
        if (operation != null) return operation;
        throw new IllegalArgumentException(
                "nothing to show called '%s': %s".formatted(what, Words.list(List.copyOf(shown.keySet()))));
    }

    private Operation known(String name) {
        Operation operation = byName.get(name);
        if (operation != null) return operation;
        List<String> all = List.copyOf(byName.keySet());
        throw new IllegalArgumentException("there is no op '%s' (%s)".formatted(name, Spelling.suggestion(name, all)));
    }

    private static IllegalArgumentException unknownField(Operation operation, String field) {
        String hint = Spelling.suggestion(field, operation.fields());
        return new IllegalArgumentException(
                "'%s' has no field '%s'%s".formatted(operation.name(), field, hint.isEmpty() ? "" : " (" + hint + ")"));
    }
}
