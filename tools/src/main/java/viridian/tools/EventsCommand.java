package viridian.tools;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;
import viridian.tools.control.ControlClient;

/** Tells what happens to a running switch, as it happens. */
@Command(
        name = "events",
        description = "Tell what happens to a running switch, until Ctrl-C or its end.",
        mixinStandardHelpOptions = true)
final class EventsCommand implements Callable<Integer> {

    @Mixin
    private RunningSwitch running = new RunningSwitch();

    @Override
    public Integer call() throws IOException {
        try (ControlClient client = running.connect()) {
            RunningSwitch.result(client.ask(RunningSwitch.request("events").toString()));
            for (String line = client.next(); line != null; line = client.next()) {
                System.out.println(running.json() ? line : text(RunningSwitch.read(line)));
            }
        }
        return ExitCode.OK;
    }

    private static String text(JsonNode event) {
        return event.path("time").asString() + "  " + event.path("sentence").asString();
    }
}
