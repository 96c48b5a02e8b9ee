package viridian.tools;

import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;
import viridian.tools.options.MirrorOptions;
import viridian.tools.options.Options;

/** Lets somebody watch ports of a running switch. */
@Command(
        name = "mirror",
        description = "Copy chosen frames of a running switch to a port where somebody watches.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nWhat can be said of a session:%n")
final class MirrorCommand {

    @Command(
            name = "add",
            description = "Begin a session, or change the one of that name.",
            mixinStandardHelpOptions = true)
    int add(
            @Parameters(paramLabel = "NAME", description = "of the session") String name,
            @Parameters(paramLabel = "KEY=VALUE", arity = "1..*", description = "such as from=web to=ids")
                    List<String> words,
            @Mixin RunningSwitch running)
            throws IOException {
        ObjectNode request = RunningSwitch.request("mirror add").put("name", name);
        ObjectNode settings = request.putObject("settings");
        Options.parse(words).written().forEach(settings::put);
        return running.tell(request);
    }

    @Command(name = "remove", description = "End a session.", mixinStandardHelpOptions = true)
    int remove(
            @Parameters(paramLabel = "NAME", description = "of the session") String name, @Mixin RunningSwitch running)
            throws IOException {
        return running.tell(RunningSwitch.request("mirror remove").put("name", name));
    }

    /** What can be said of a session, a line for each. */
    static String[] options() {
        return MirrorOptions.ALL.stream()
                .map(option -> "  %-26s %s".formatted(option, option.about()))
                .toArray(String[]::new);
    }
}
