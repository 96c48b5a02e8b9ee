package viridian.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import viridian.lab.file.ScenarioCatalogue;
import viridian.lab.file.ScenarioException;
import viridian.vswitch.nic.linux.Command;
import viridian.vswitch.nic.linux.Namespaces;
import viridian.vswitch.nic.linux.ProcessResult;
import viridian.vswitch.testing.NeedsRoot;
import viridian.vswitch.testing.NeedsTool;

/** The packaged command runs scenarios. */
class RunCommandIT {

    /** A name no other lab on this machine has. */
    private static final String NAME = "it" + ProcessHandle.current().pid();

    @TempDir
    private Path folder;

    @Test
    @NeedsTool("tshark")
    void aScenarioWhoseClaimsHoldEndsWithZeroAndItsEvidence() throws IOException {
        ProcessResult run = run("unicast-isolation");
        assertEquals(0, run.exit(), run.out() + run.err());
        assertEquals("", run.err());
        assertTrue(run.out().contains("7 claims hold, 0 fail"), run.out());
        JsonNode result = result();
        assertTrue(result.path("holds").asBoolean(false));
        assertEquals(7, result.path("layouts").get(0).path("claims").size());
        assertFalse(Tshark.packets(folder.resolve("evidence.pcapng"), "icmp").isEmpty());
    }

    @Test
    @NeedsTool("tshark")
    void aScenarioThatFailsEndsWithOneAndNamesTheFramesThatLeaked() throws IOException {
        ProcessResult run = run("nic-separation-hub");
        assertEquals(1, run.exit(), run.out() + run.err());
        assertTrue(run.out().contains("these are the claims that this scenario is meant to break"), run.out());
        Path capture = folder.resolve("evidence.pcapng");
        List<JsonNode> leaks = result().path("layouts")
                .valueStream()
                .flatMap(layout -> layout.path("claims").valueStream())
                .filter(claim -> claim.path("verdict").asString().equals("fails"))
                .flatMap(claim -> claim.path("evidence").valueStream())
                .toList();
        assertFalse(leaks.isEmpty());
        long first = leaks.getFirst().path("packet").asLong();
        assertEquals(1, Tshark.packets(capture, "frame.number == " + first).size());
    }

    @Test
    void aScenarioOfTheUsersOwnRunsFromItsFile() throws Exception {
        ProcessResult run = run(renamed().toString());
        assertEquals(0, run.exit(), run.out() + run.err());
        assertEquals(NAME, result().path("scenario").asString());
    }

    @Test
    void aBrokenFileMakesNothingAtAll() throws IOException {
        Path broken =
                Files.writeString(folder.resolve("broken.yaml"), "name: x\nhosts: { a: { kind: child, vlan: 1 } }\n");
        ProcessResult run = run(broken.toString());
        assertEquals(64, run.exit());
        assertTrue(run.err().contains("broken.yaml:2:"), run.err());
        assertEquals("", run.out());
        assertFalse(Files.exists(folder.resolve("evidence.pcapng")));
    }

    @Test
    @NeedsRoot
    @NeedsTool("ip")
    void aSignalWhileClaimsAreTriedLeavesNothing() throws Exception {
        try (LabProcess lab = real().awaitOutput("hosts up after")) {
            assertFalse(traces().isEmpty());
            ProcessResult ended = lab.terminate();
            assertEquals(143, ended.exit());
            assertEquals("lab: ended before it was done; nothing of it is left\n", ended.err());
        }
        assertEquals(List.of(), traces());
    }

    @Test
    @NeedsRoot
    @NeedsTool("ip")
    void aSignalWhileTheLabIsBuiltLeavesNothing() throws Exception {
        try (LabProcess lab = real().awaitOutput("\n" + NAME + "  ")) {
            assertEquals(143, lab.terminate().exit());
        }
        assertEquals(List.of(), traces());
    }

    @Test
    @NeedsRoot
    @NeedsTool("ip")
    void whatAKilledRunLeftTheDoctorRemoves() throws Exception {
        try (LabProcess lab = real().awaitOutput("hosts up after")) {
            lab.kill();
        }
        assertFalse(traces().isEmpty());
        ProcessResult cleaned = LabProcess.run("doctor", "--clean");
        assertEquals(0, cleaned.exit(), cleaned.err());
        assertTrue(cleaned.out().contains("lab " + NAME + ","), cleaned.out());
        assertTrue(cleaned.out().endsWith("cleaned\n"), cleaned.out());
        assertEquals(List.of(), traces());
    }

    private ProcessResult run(String scenario) throws IOException {
        return LabProcess.run("run", scenario, "--evidence", folder.toString());
    }

    private LabProcess real() throws IOException, ScenarioException {
        return LabProcess.start(folder, "run", renamed().toString(), "--real", "--evidence", folder.toString());
    }

    /** The lab's first scenario under a name of its own. */
    private Path renamed() throws IOException, ScenarioException {
        String text = ScenarioCatalogue.text("unicast-isolation").replaceFirst("(?m)^name: .*$", "name: " + NAME);
        return Files.writeString(folder.resolve("mine.yaml"), text);
    }

    private JsonNode result() throws IOException {
        return JsonMapper.shared().readTree(Files.readString(folder.resolve("result.json")));
    }

    /** Namespaces, interfaces and logs of the lab, by the marks it puts on them. */
    private static List<String> traces() throws IOException {
        Stream<String> namespaces = Namespaces.names().stream().filter(name -> name.startsWith("vl-" + NAME + "-"));
        Stream<String> interfaces =
                Command.ip("-o", "link", "show").lines().filter(line -> line.contains("viridian-lab:" + NAME));
        Stream<String> log = Stream.of("/run/viridian-lab/" + NAME).filter(path -> Files.exists(Path.of(path)));
        return Stream.of(namespaces, interfaces, log).flatMap(all -> all).toList();
    }
}
