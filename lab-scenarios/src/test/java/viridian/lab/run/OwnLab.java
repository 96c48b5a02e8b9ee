package viridian.lab.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import viridian.lab.topology.Layout;
import viridian.lab.topology.Scenario;
import viridian.lab.topology.Topology;
import viridian.vswitch.nic.linux.Link;
import viridian.vswitch.nic.linux.Namespaces;

/** Real labs that are in nobody's way: named after this process, so that a user's lab of the same name may run beside. */
final class OwnLab {

    private static final String SUFFIX = "-" + ProcessHandle.current().pid();
    private static final Path LOGS = Path.of("/run/viridian-lab");

    private OwnLab() {}

    static Scenario of(Scenario scenario) {
        return new Scenario(
                scenario.name(),
                scenario.about(),
                scenario.layouts().stream().map(OwnLab::of).toList(),
                scenario.expectation());
    }

    private static Layout of(Layout layout) {
        Topology plan = layout.topology();
        return new Layout(
                new Topology(
                        plan.name() + SUFFIX, plan.about(), plan.profile(), plan.nics(), plan.networks(), plan.hosts()),
                layout.steps(),
                layout.checks());
    }

    /** Namespaces, interfaces and change logs of labs of this process: empty when all have ended. */
    static List<String> traces() throws IOException {
        List<String> traces = new ArrayList<>();
        for (String name : Namespaces.names()) if (name.contains(SUFFIX)) traces.add("namespace " + name);
        for (String name : Link.names()) if (alias(name).endsWith(SUFFIX)) traces.add("interface " + name);
        if (!Files.isDirectory(LOGS)) return traces;
        try (var logs = Files.list(LOGS)) {
            logs.map(String::valueOf).filter(log -> log.contains(SUFFIX)).forEach(traces::add);
        }
        return traces;
    }

    /** Not every interface that was there a moment ago is there still. */
    private static String alias(String interfaceName) {
        try {
            return Files.readString(Path.of("/sys/class/net", interfaceName, "ifalias"))
                    .strip();
        } catch (IOException gone) {
            return "";
        }
    }
}
