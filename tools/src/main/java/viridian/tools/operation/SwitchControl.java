package viridian.tools.operation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
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
        return operations.answer(
                line,
                (request, reply) ->
                        isStream(request) ? new Reply.Stream(reply, events, EventStream::lost) : new Reply.Line(reply));
    }

    private static boolean isStream(JsonNode request) {
        return request.path("op").asString("").equals(EVENTS);
    }

    /**
     * Does what a request asks for.
     *
     * @return the result
     * @throws IllegalArgumentException with a sentence, if it makes no sense; then nothing has changed
     * @throws IOException if the surroundings do not let it
     */
    public JsonNode ask(JsonNode request) throws IOException {
        return operations.ask(request);
    }

    /** What {@code show} shows of something. */
    public JsonNode shown(String what) {
        try {
            return ask(Json.object().put("op", "show").put("what", what));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
