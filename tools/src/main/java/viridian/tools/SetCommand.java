package viridian.tools;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;
import viridian.tools.options.Options;

/** Changes settings of a running switch or of one of its ports. */
@Command(
        name = "set",
        description = "Change settings of a running switch, or of one of its ports; what is not named stays.",
        mixinStandardHelpOptions = true,
        footer =
                "%nThe keys of a port are the options of ATTACH: lab switch --help. Those of the switch: ageing, hub, table-limit.")
final class SetCommand implements Callable<Integer> {

    private static final String SWITCH = "switch";

    @Parameters(index = "0", paramLabel = "PORT", description = "a port's name, or 'switch'")
    private String name = "";

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "KEY=VALUE", description = "what is to be")
    private List<String> words = List.of();

    @Mixin
    private RunningSwitch running = new RunningSwitch();

    @Override
    public Integer call() throws IOException {
        ObjectNode request = RunningSwitch.request("set");
        if (!name.equals(SWITCH)) request.put("port", name);
        ObjectNode settings = request.putObject("settings");
        Options.parse(words).written().forEach(settings::put);
        return running.tell(request);
    }
}
