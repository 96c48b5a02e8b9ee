package viridian.tools;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** Changes the address table of a running switch. */
@Command(
        name = "mac",
        description = "Add static addresses to a running switch, delete addresses, forget what it learned.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class MacCommand {

    @Command(name = "add", description = "Tie an address to a port.", mixinStandardHelpOptions = true)
    int add(
            @Parameters(paramLabel = "VLAN", description = "0 is the untagged domain") int vlan,
            @Parameters(paramLabel = "MAC", description = "such as 00-15-5D-01-02-03") String mac,
            @Parameters(paramLabel = "PORT", description = "its name") String port,
            @Mixin RunningSwitch running)
            throws IOException {
        return running.tell(RunningSwitch.request("mac add")
                .put("vlan", vlan)
                .put("mac", mac)
                .put("port", port));
    }

    @Command(name = "delete", description = "Forget an address, static or learned.", mixinStandardHelpOptions = true)
    int delete(
            @Parameters(paramLabel = "VLAN", description = "0 is the untagged domain") int vlan,
            @Parameters(paramLabel = "MAC", description = "such as 00-15-5D-01-02-03") String mac,
            @Mixin RunningSwitch running)
            throws IOException {
        return running.tell(
                RunningSwitch.request("mac delete").put("vlan", vlan).put("mac", mac));
    }

    @Command(
            name = "flush",
            description = "Forget what was learned; static addresses stay.",
            mixinStandardHelpOptions = true)
    int flush(
            @Option(names = "--port", paramLabel = "PORT", description = "at one port only") @Nullable String port,
            @Mixin RunningSwitch running)
            throws IOException {
        ObjectNode request = RunningSwitch.request("mac flush");
        if (port != null) request.put("port", port);
        return running.tell(request);
    }
}
