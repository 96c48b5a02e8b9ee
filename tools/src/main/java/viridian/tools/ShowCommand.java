package viridian.tools;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import viridian.tools.operation.SwitchTables;

/** Asks a running switch about itself. */
@Command(
        name = "show",
        description = "Show ports, addresses, counters or anything else of a running switch, or of a lab that is up.",
        mixinStandardHelpOptions = true)
final class ShowCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "WHAT",
            description =
                    "switch, ports, macs, counters, drops, acls, mirrors, bandwidth, rstp, multicast or teams; of a lab that is up: vmbus, exits")
    private String what = "";

    @Option(names = "--port", paramLabel = "PORT", description = "of one port only")
    private @Nullable String port;

    @Option(names = "--vlan", paramLabel = "VLAN", description = "of one VLAN only; 0 is the untagged domain")
    private @Nullable Integer vlan;

    @Mixin
    private RunningSwitch running = new RunningSwitch();

    @Override
    public Integer call() throws IOException {
        ObjectNode request = RunningSwitch.request("show").put("what", what);
        if (port != null) request.put("port", port);
        if (vlan != null) request.put("vlan", vlan);
        JsonNode report = running.ask(request);
        System.out.println(running.json() ? report.toString() : SwitchTables.of(what, report));
        return ExitCode.OK;
    }
}
