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
import viridian.vswitch.nic.linux.Command;
import viridian.vswitch.nic.linux.ProcessResult;
import viridian.vswitch.testing.NeedsTool;

/** The lab's own scenarios, in memory. */
class ScenariosIT {

    @TempDir
    private Path folder;

    /** {@link RealMachineScenariosIT} has the others. */
    static List<String> names() throws ScenarioException {
        List<String> names = new ArrayList<>(ScenarioCatalogue.names());
        names.removeAll(RealMachineScenariosIT.names());
        return names;
    }

    @ParameterizedTest
    @MethodSource("names")
    void theClaimsThatFailAreThoseThatAreMeantToAndTheirFramesAreInTheCapture(String name) throws Exception {
        RunResult result = run(name);
        Verdicts.assertAsExpected(result);
        assertEquals(Verdicts.meantToFail(result), Verdicts.failed(result));
        assertEquals(Verdicts.failed(result).isEmpty(), EvidenceOnFile.confirmed(result) == 0);
        assertEquals(List.of(), result.layouts().getFirst().witnesses());
    }

    @ParameterizedTest
    @MethodSource("names")
    @NeedsTool("tshark")
    void wiresharkReadsTheCaptureWithoutAWarning(String name) throws Exception {
        Path capture = run(name).capture();
        ProcessResult read =
                Command.run(List.of("tshark", "-n", "-r", capture.toString(), "-q"), Duration.ofSeconds(60));
        assertEquals(0, read.exit());
        assertTrue(read.err().lines().allMatch(line -> line.startsWith("Running as user \"root\"")), read.err());
    }

    private RunResult run(String name) throws Exception {
        return new ScenarioRun(ScenarioCatalogue.load(name).scenario(), Form.EMBEDDED, folder, new Quiet()).run();
    }
}
