package viridian.tools;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import viridian.tools.control.ControlClient;
import viridian.tools.control.ControlSockets;
import viridian.tools.live.SwitchTables;

/** Asks a running switch about itself. */
@Command(
        name = "show",
        description = "Show ports, addresses or drops of a running switch.",
        mixinStandardHelpOptions = true)
final class ShowCommand implements Callable<Integer> {

    /** What can be shown. */
    enum Subject {
        ports,
        macs,
        drops
    }

    @Parameters(paramLabel = "WHAT", description = "ports, macs or drops")
    private Subject subject = Subject.ports;

    @Option(names = "--json", description = "one JSON array instead of a table")
    private boolean json;

    @Option(names = "--control", paramLabel = "SOCKET", description = "which switch, if several run")
    private @Nullable Path socket;

    @Override
    public Integer call() throws IOException {
        JsonNode report = ask();
        System.out.println(json ? report.toString() : SwitchTables.of(subject.name(), report));
        return ExitCode.OK;
    }

    private JsonNode ask() throws IOException {
        Path asked = socket == null ? theOnlyOne() : socket;
        try (ControlClient client = ControlClient.connect(asked)) {
            JsonNode reply =
                    JsonMapper.shared().readTree(client.ask("{\"op\":\"show\",\"what\":\"%s\"}".formatted(subject)));
            if (!reply.path("ok").asBoolean(false)) {
                throw new IOException(reply.path("error").asString(asked + " gives no reason for refusing"));
            }
            return reply.path("result");
        } catch (JacksonException noJson) {
            throw new IOException("what listens at " + asked + " is no switch: its reply is no JSON", noJson);
        }
    }

    private static Path theOnlyOne() throws IOException {
        List<Path> running = ControlSockets.running();
        if (running.size() == 1) return running.getFirst();
        if (running.isEmpty()) throw new IOException("no switch is running: start one with lab switch");
        throw new IOException("several switches are running, say which by --control: " + running);
    }
}
