package viridian.tools;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Lets a trunk of a running switch carry a VLAN more or less. */
@Command(
        name = "vlan",
        description = "Add VLANs to a trunk of a running switch, and remove them.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class VlanCommand {

    @Command(name = "add", description = "Let a trunk carry more VLANs.", mixinStandardHelpOptions = true)
    int add(
            @Parameters(paramLabel = "PORT", description = "its name") String port,
            @Parameters(paramLabel = "VLANS", description = "such as 10 or 10-19+30") String vlans,
            @Mixin RunningSwitch running)
            throws IOException {
        return running.tell(RunningSwitch.request("vlan add").put("port", port).put("vlans", vlans));
    }

    @Command(name = "remove", description = "Let a trunk carry fewer VLANs.", mixinStandardHelpOptions = true)
    int remove(
            @Parameters(paramLabel = "PORT", description = "its name") String port,
            @Parameters(paramLabel = "VLANS", description = "such as 10 or 10-19+30") String vlans,
            @Mixin RunningSwitch running)
            throws IOException {
        return running.tell(
                RunningSwitch.request("vlan remove").put("port", port).put("vlans", vlans));
    }
}
