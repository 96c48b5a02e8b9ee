package viridian.lab.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import viridian.lab.Form;
import viridian.lab.file.ScenarioCatalogue;
import viridian.lab.file.ScenarioException;
import viridian.lab.host.qemu.NeedsGuestKernel;
import viridian.lab.topology.Host;
import viridian.lab.topology.HostKind;
import viridian.lab.topology.Scenario;
import viridian.vswitch.nic.linux.Command;
import viridian.vswitch.nic.linux.ProcessResult;
import viridian.vswitch.testing.NeedsTool;

/** The lab's own scenarios with machines in QEMU: each once, as a machine takes its time to start. */
@NeedsTool({"qemu-system-x86_64", "busybox", "tshark"})
@NeedsGuestKernel
class RealMachineScenariosIT {

    @TempDir
    private Path folder;

    static List<String> names() throws ScenarioException {
        List<String> names = new ArrayList<>();
        for (String name : ScenarioCatalogue.names()) {
            if (hasRealMachine(ScenarioCatalogue.load(name).scenario())) names.add(name);
        }
        return names;
    }

    private static boolean hasRealMachine(Scenario scenario) {
        return scenario.layouts().stream()
                .flatMap(layout -> layout.topology().hosts().stream())
                .map(Host::kind)
                .anyMatch(HostKind.QEMU::equals);
    }

    @ParameterizedTest
    @MethodSource("names")
    void theClaimsHoldAndWiresharkReadsTheCapture(String name) throws Exception {
        Scenario scenario = ScenarioCatalogue.load(name).scenario();
        RunResult result = new ScenarioRun(scenario, Form.EMBEDDED, folder, new Quiet()).run();
        Verdicts.assertAsExpected(result);
        assertEquals(Verdicts.meantToFail(result), Verdicts.failed(result));
        ProcessResult read =
                Command.run(List.of("tshark", "-n", "-r", result.capture().toString(), "-q"), Duration.ofSeconds(60));
        assertEquals(0, read.exit());
        assertTrue(read.err().lines().allMatch(line -> line.startsWith("Running as user \"root\"")), read.err());
    }
}
