package viridian.tools;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import viridian.tools.attach.Attachment;
import viridian.tools.control.ControlSockets;
import viridian.tools.live.AttachmentRules;
import viridian.tools.live.LiveSwitch;
import viridian.tools.live.SwitchReport;
import viridian.tools.live.SwitchTables;
import viridian.vswitch.SwitchSettings;
import viridian.vswitch.VirtualSwitch;

/** The switch alone, in the foreground, on real interfaces. */
@Command(
        name = "switch",
        description = "Run the switch on interfaces of this machine until it is told to end (SIGTERM, Ctrl-C).",
        mixinStandardHelpOptions = true,
        footerHeading = "%nATTACH is [name=]kind:argument[,option=value...]:%n",
        footer = {
            "  pcap:IFACE       an interface of this machine",
            "  access=10        a member of one VLAN that knows nothing of it",
            "  trunk=10-19+30   several VLANs by their tags; native=1 for untagged frames",
            "  mtu=9000         the longest IP packet, bytes; the interface's own if not given",
            "  role=guest       one host with the address mac=...; unknown unicast never goes there",
            "  role=network     further hosts, whose addresses are learned (the default)"
        })
final class SwitchCommand implements Callable<Integer> {

    private static final long LONGEST_AGEING = 3600;

    @Parameters(arity = "1..*", paramLabel = "ATTACH", description = "what to plug in, see below")
    private List<String> attachments = List.of();

    @Option(names = "--hub", description = "every frame to every port of its VLAN: no isolation, to compare with")
    private boolean hub;

    @Option(names = "--ageing", paramLabel = "SECONDS", description = "how long a learned address is kept, 1 to 3600")
    private long ageingSeconds = 300;

    @Option(names = "--take-over", description = "remove the host's own addresses from the interfaces while it runs")
    private boolean takeOver;

    @Option(names = "--capture", paramLabel = "FILE", description = "record every frame of every port as pcapng")
    private @Nullable Path capture;

    @Option(names = "--control", paramLabel = "SOCKET", description = "where lab show asks")
    private @Nullable Path control;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (ageingSeconds < 1 || ageingSeconds > LONGEST_AGEING) {
            throw new IllegalArgumentException(
                    "--ageing is 1 to %d seconds, not %d".formatted(LONGEST_AGEING, ageingSeconds));
        }
        SwitchSettings settings =
                SwitchSettings.named("switch").withHub(hub).withAgeingNanos(TimeUnit.SECONDS.toNanos(ageingSeconds));
        List<Attachment> wanted = attachments.stream().map(Attachment::parse).toList();
        AttachmentRules.check(wanted);
        try (LiveSwitch live = LiveSwitch.open(settings);
                Ending _ = new Ending(() -> end(live))) {
            begin(live, wanted);
            System.out.println("ready");
            new CountDownLatch(1).await();
            return ExitCode.OK;
        }
    }

    private void begin(LiveSwitch live, List<Attachment> wanted) throws IOException {
        if (capture != null) live.capture(capture);
        for (Attachment attachment : wanted) live.attach(attachment, takeOver);
        live.answer(control == null ? ControlSockets.ofThisProcess() : control);
    }

    /** A signal ends a switch as it is meant to end: with its counters, everything given back, and exit code 0. */
    private static void end(LiveSwitch live) {
        VirtualSwitch vswitch = live.vswitch();
        System.out.println(SwitchTables.of("ports", SwitchReport.ports(vswitch)));
        System.out.println(SwitchTables.of("drops", SwitchReport.drops(vswitch)));
        live.close();
        System.out.flush();
        Runtime.getRuntime().halt(ExitCode.OK);
    }
}
