package viridian.tools;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import viridian.lab.file.ScenarioException;
import viridian.tools.child.ChildDescriptor;
import viridian.tools.file.SwitchPlan;

/** Makes a process outside a child partition, on a network. */
@Command(
        name = "attach-child",
        description = "Make a process outside a child partition whose channel lies in shared memory,"
                + " until this command is told to end (SIGTERM, Ctrl-C).",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "FILE says where the channel is: docs/attach-child.md.",
            "N is an attachment of lab switch, such as tap:t0 or pcap:eth1: the child meets it through a switch of two ports;",
            "or else the name of a switch that is made, to which lab port add can add more, such as child:FILE."
        })
final class AttachChildCommand implements Callable<Integer> {

    @Option(names = "--descriptor", paramLabel = "FILE", required = true, description = "where the child's channel is")
    private Path descriptor = Path.of("");

    @Option(
            names = "--network",
            paramLabel = "N",
            required = true,
            description = "what the child is to meet, see below")
    private String network = "";

    @Option(names = "--vlan", paramLabel = "VLAN", description = "the VLAN the child is in, 1 to 4094")
    private @Nullable String vlan;

    @Option(names = "--capture", paramLabel = "FILE", description = "record every frame of every port as pcapng")
    private @Nullable Path capture;

    @Override
    public Integer call() throws IOException, InterruptedException, ScenarioException {
        ChildDescriptor.read(descriptor);
        boolean isAttachment = network.contains(":");
        SwitchPlan plan = SwitchPlan.named(isAttachment ? "attach-child" : network);
        plan.add("port add").put("attach", child());
        if (isAttachment) plan.add("port add").put("attach", network);
        return new ForegroundSwitch(false, capture, null).run(plan);
    }

    private String child() {
        return "child=child:" + descriptor.toAbsolutePath() + (vlan == null ? "" : ",access=" + vlan);
    }
}
