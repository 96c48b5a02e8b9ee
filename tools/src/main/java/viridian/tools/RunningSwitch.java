package viridian.tools;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import viridian.tools.control.ControlClient;
import viridian.tools.control.ControlSockets;
import viridian.tools.operation.SwitchTables;

/** The running switch a command speaks to, and how its answer is shown. */
final class RunningSwitch {

    private static final JsonMapper JSON = JsonMapper.shared();

    @Option(names = "--json", description = "as JSON instead of text")
    private boolean json;

    @Option(names = "--control", paramLabel = "SOCKET", description = "which switch, if several run")
    private @Nullable Path socket;

    /** Whether programs rather than people are to read the answer. */
    boolean json() {
        return json;
    }

    /** A request that is to be filled in. */
    static ObjectNode request(String operation) {
        return JSON.createObjectNode().put("op", operation);
    }

    /** Tells the switch something, and says what it is like now. */
    int tell(ObjectNode request) throws IOException {
        return tell(request, ControlClient.PATIENCE);
    }

    int tell(ObjectNode request, Duration patience) throws IOException {
        JsonNode result = ask(request, patience);
        System.out.println(json ? result.toString() : SwitchTables.line(result));
        return ExitCode.OK;
    }

    /**
     * The switch's answer.
     *
     * @throws IllegalArgumentException if the switch finds no sense in the request
     * @throws IOException if there is no switch, or its surroundings do not let it
     */
    JsonNode ask(ObjectNode request) throws IOException {
        return ask(request, ControlClient.PATIENCE);
    }

    private JsonNode ask(ObjectNode request, Duration patience) throws IOException {
        try (ControlClient client = connect()) {
            return result(client.ask(request.toString(), patience));
        }
    }

    /** What a reply holds. */
    static JsonNode result(String line) throws IOException {
        JsonNode reply = read(line);
        if (reply.path("ok").asBoolean(false)) return reply.path("result");
        String error = reply.path("error").asString("what listens there is no switch: it replied " + line);
        if (reply.path("at").asString("").equals("request")) throw new IllegalArgumentException(error);
        throw new IOException(error);
    }

    static JsonNode read(String line) throws IOException {
        try {
            return JSON.readTree(line);
        } catch (JacksonException noJson) {
            throw new IOException("what listens there is no switch: its reply is no JSON", noJson);
        }
    }

    /** Whether there is no doubt which switch is meant. */
    boolean isThere() throws IOException {
        return socket != null || ControlSockets.running().size() == 1;
    }

    ControlClient connect() throws IOException {
        return ControlClient.connect(socket == null ? theOnlyOne() : socket);
    }

    private static Path theOnlyOne() throws IOException {
        List<Path> running = ControlSockets.running();
        if (running.size() == 1) return running.getFirst();
        if (running.isEmpty()) throw new IOException("no switch is running: start one with lab switch");
        throw new IOException("several switches are running, say which by --control: " + running);
    }
}
