package viridian.tools;

import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Changes the access rules of a running switch. */
@Command(
        name = "acl",
        description =
                "Add access rules to a port of a running switch, and remove them; lab show acls tells what they count.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class AclCommand {

    private static final String RULE = "such as deny inbound protocol=tcp remote=10.0.0.0/8 weight=10";

    @Command(name = "add", description = "Add a rule.", mixinStandardHelpOptions = true)
    int add(
            @Parameters(paramLabel = "PORT", description = "its name") String port,
            @Parameters(paramLabel = "RULE", arity = "1..*", description = RULE) List<String> rule,
            @Mixin RunningSwitch running)
            throws IOException {
        return running.tell(RunningSwitch.request("acl add").put("port", port).put("rule", String.join(" ", rule)));
    }

    @Command(
            name = "remove",
            description = "Remove a rule, written as lab show acls shows it.",
            mixinStandardHelpOptions = true)
    int remove(
            @Parameters(paramLabel = "PORT", description = "its name") String port,
            @Parameters(paramLabel = "RULE", arity = "1..*", description = "the whole rule") List<String> rule,
            @Mixin RunningSwitch running)
            throws IOException {
        return running.tell(
                RunningSwitch.request("acl remove").put("port", port).put("rule", String.join(" ", rule)));
    }
}
