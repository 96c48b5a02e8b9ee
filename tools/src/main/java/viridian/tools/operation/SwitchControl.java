package viridian.tools.operation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import viridian.tools.control.Answers;
import viridian.tools.control.Reply;
import viridian.tools.live.LiveSwitch;

/**
 * What a running switch answers on its control socket: {@code {"ok":true,"result":...}} or
 * {@code {"ok":false,"error":"a sentence"}}. docs/control-socket.md is what it promises.
 */
public final class SwitchControl implements Answers {

    private static final String EVENTS = "events";

    private final Operations operations = new Operations();
    private final EventStream events;

    public SwitchControl(LiveSwitch live) {
        this.events = new EventStream(live.vswitch());
        new Settings(live).join(operations);
        new Ports(live).join(operations);
        new Vlans(live).join(operations);
        new Macs(live).join(operations);
        new Acls(live).join(operations);
        new MirrorSessions(live).join(operations);
        new Protocols(live).join(operations);
        new Counters(live).join(operations);
        new Traces(live).join(operations);
        // Asked like the others, and answered by a stream.
        operations.tell(EVENTS, List.of(), request -> Json.object());
    }

    @Override
    public Reply answer(String line) {
        try {
            JsonNode request = Json.read(line);
            String reply =
                    Json.object().put("ok", true).set("result", ask(request)).toString();
            boolean stream = request.path("op").asString("").equals(EVENTS);
            return stream ? new Reply.Stream(reply, events, EventStream::lost) : new Reply.Line(reply);
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
    public JsonNode ask(JsonNode request) throws IOException {
        if (!request.isObject()) throw new IllegalArgumentException("a request is a JSON object");
        Request read = new Request(request);
        Operation operation = operations.of(read, request.propertyNames());
        return operation.handler().handle(read);
    }

    /** What {@code show} shows of something. */
    public JsonNode shown(String what) {
        try {
            return ask(Json.object().put("op", "show").put("what", what));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** @param at what has to change before it can be done: the request, or the surroundings */
    private static Reply refusal(String at, String sentence) {
        return new Reply.Line(Json.object()
                .put("ok", false)
                .put("error", sentence)
                .put("at", at)
                .toString());
    }
}
