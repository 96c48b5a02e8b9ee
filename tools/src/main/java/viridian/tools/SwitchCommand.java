package viridian.tools;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import viridian.lab.file.ScenarioException;
import viridian.tools.file.SwitchFile;
import viridian.tools.file.SwitchPlan;
import viridian.tools.options.Options;
import viridian.tools.options.PortOptions;

/** The switch alone, in the foreground, on real interfaces. */
@Command(
        name = "switch",
        description = "Run the switch on interfaces of this machine until it is told to end (SIGTERM, Ctrl-C).",
        mixinStandardHelpOptions = true,
        footerHeading =
                "%nATTACH is [name=]kind:argument[,key=value...]; lab set changes the same keys while it runs:%n")
final class SwitchCommand implements Callable<Integer> {

    @Parameters(arity = "0..*", paramLabel = "ATTACH", description = "what to plug in, see below")
    private List<String> attachments = List.of();

    @Option(names = "--file", paramLabel = "FILE", description = "a switch written down in YAML: docs/switch/README.md")
    private @Nullable Path file;

    @Option(names = "--hub", description = "every frame to every port of its VLAN: no isolation, to compare with")
    private boolean hub;

    @Option(names = "--ageing", paramLabel = "SECONDS", description = "how long a learned address is kept, 1 to 3600")
    private @Nullable Long ageingSeconds;

    @Option(names = "--take-over", description = "remove the host's own addresses from the interfaces while it runs")
    private boolean takeOver;

    @Option(names = "--capture", paramLabel = "FILE", description = "record every frame of every port as pcapng")
    private @Nullable Path capture;

    @Option(names = "--control", paramLabel = "SOCKET", description = "where lab show asks")
    private @Nullable Path control;

    @Override
    public Integer call() throws IOException, InterruptedException, ScenarioException {
        return new ForegroundSwitch(takeOver, capture, control).run(plan());
    }

    /** The file's plan, and what the command line adds to it. */
    private SwitchPlan plan() throws ScenarioException {
        SwitchPlan plan = file == null ? SwitchPlan.named("switch") : SwitchFile.read(file);
        if (hub) plan.begin(Options.parse(List.of("hub=on")));
        if (ageingSeconds != null) plan.add("set").putObject("settings").put("ageing", ageingSeconds);
        for (String attachment : attachments) plan.add("port add").put("attach", attachment);
        return plan;
    }

    /** What can be written after ATTACH, a line for each. */
    static String[] options() {
        Stream<String> lines = PortOptions.all().stream().map(option -> "  %-26s %s".formatted(option, option.about()));
        return Stream.concat(
                        Stream.of(
                                "  pcap:IFACE                 an interface of this machine",
                                "  team:IFACE+IFACE           several that are one: docs/switch/teaming.md",
                                "  tap:NAME                   a TAP device, made if there is none",
                                "  child:FILE                 a process that is a child partition: docs/attach-child.md",
                                "  unix:PATH                  a process that connects here, such as a QEMU machine: docs/switch/sockets.md",
                                "  unix-connect:PATH          a process that listens there",
                                "  tcp:HOST:PORT              one that listens there, on this host or another",
                                "  tcp-listen:HOST:PORT       one that connects here",
                                "  pci-proxy:PATH             a QEMU machine whose card is our legacy adapter: docs/machines.md;",
                                "                             up to four ports of one PATH are the cards of one machine"),
                        lines)
                .toArray(String[]::new);
    }
}
