package viridian.tools;

import java.io.IOException;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Plugs interfaces into a running switch, and takes them out. */
@Command(
        name = "port",
        description = "Add ports to a running switch, and remove them.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class PortCommand {

    /** The system's own commands are behind it, one after the other. */
    private static final Duration OPENING = Duration.ofSeconds(60);

    @Command(name = "add", description = "Plug an interface in.", mixinStandardHelpOptions = true)
    int add(
            @Parameters(paramLabel = "ATTACH", description = "as for lab switch: web=pcap:eth1,access=10")
                    String attachment,
            @Mixin RunningSwitch running)
            throws IOException {
        return running.tell(RunningSwitch.request("port add").put("attach", attachment), OPENING);
    }

    @Command(
            name = "remove",
            description = "Unplug a port, and give its interface back.",
            mixinStandardHelpOptions = true)
    int remove(@Parameters(paramLabel = "PORT", description = "its name") String port, @Mixin RunningSwitch running)
            throws IOException {
        return running.tell(RunningSwitch.request("port remove").put("port", port), OPENING);
    }
}
