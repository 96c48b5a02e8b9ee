package viridian.tools.operation;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import viridian.lab.host.qemu.GuestFiles;
import viridian.lab.host.qemu.GuestImage;
import viridian.tools.attach.Attachment;
import viridian.tools.live.LinuxAdapters;
import viridian.tools.live.LiveSwitch;
import viridian.tools.options.SwitchSetup;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.SocketNic;
import viridian.vswitch.nic.Station;
import viridian.vswitch.testing.NeedsTool;

/** A port of a running switch that is our legacy adapter, in machines that a person starts by its script. */
class BoardPortIT {

    private static final Path IPXE = Path.of("/usr/lib/ipxe/ipxe.lkrn");
    private static final MacAddress CARD = MacAddress.parse("00-15-5D-00-00-01");
    private static final MacAddress SECOND = MacAddress.parse("00-15-5D-00-00-02");

    /** Each card asks for somebody who is not there. */
    private static final String CALLS = """
            ip link set eth0 up
            ip link set eth1 up
            ip addr add 10.0.0.1/24 dev eth0
            ip addr add 10.0.1.1/24 dev eth1
            (while :; do ping -c 1 -W 1 10.0.0.9; ping -c 1 -W 1 10.0.1.9; done) &
            """;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private Path directory;
    private LiveSwitch live;
    private SwitchControl control;
    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void begin() throws IOException {
        directory = folder.resolve("a machine's");
        begin(List.of());
    }

    /** A switch that is to begin with these ports. */
    private void begin(List<String> ports) throws IOException {
        if (live != null) live.close();
        MacAddress own = MacAddress.parse("02-00-00-00-00-01");
        List<Attachment> planned = ports.stream().map(Attachment::parse).toList();
        live = new LiveSwitch(SwitchSetup.named("switch", own), System::nanoTime, new LinuxAdapters(false, planned));
        live.start();
        control = new SwitchControl(live);
        for (String port : ports) add(port);
    }

    @AfterEach
    void end() {
        live.close();
        for (Process process : started) process.toHandle().destroyForcibly();
        assertFalse(Files.exists(directory), "it goes with its port");
    }

    @Test
    @NeedsTool({"qemu-system-x86_64", "perl", "flock"})
    void theMachineThatIsStartedByTheScriptIsHeardAndTheNextOneToo() throws Exception {
        Assumptions.assumeTrue(Files.isReadable(IPXE), "iPXE is not installed: ./lab install");
        Path socket = folder.resolve("other.sock");
        add("vm=pci-proxy:%s,memory=64,mac=%s".formatted(directory, CARD));
        add("other=unix:%s".formatted(socket));
        assertEquals("guest", ports().get(0).path("role").asString());
        assertTrue(table().contains("start one by '" + directory.toString().replace("'", "'\\''") + "/run'"), table());
        try (SocketNic far = SocketNic.connect(UnixDomainSocketAddress.of(socket))) {
            Station other = new Station(far);
            for (int life = 1; life <= 2; life++) {
                Process machine = run("-kernel", IPXE.toString());
                await().atMost(PATIENCE).until(() -> !other.takeHeard().isEmpty() || !machine.isAlive());
                assertTrue(machine.isAlive(), "its standard input has ended, and it has not");
                assertTrue(peer().path("there").asBoolean());
                assertEquals(69, ended(run()), "one memory, one machine");
                machine.toHandle().destroy();
                ended(machine);
                await().until(() -> peer().path("gone").asString().equals("the machine has gone"));
            }
            assertEquals(
                    "00-15-5D-00-00-01",
                    control.shown("macs").findValuesAsString("mac").getFirst());
        }
        ask("{'op':'port remove','port':'vm'}");
        assertFalse(Files.exists(directory));
    }

    @Test
    void oneCableOfSeveralIsPulledAndPutInAgain() throws IOException {
        begin(List.of(
                "one=pci-proxy:%s,memory=32,mac=%s".formatted(directory, CARD),
                "two=pci-proxy:%s".formatted(directory)));
        assertEquals(List.of("0", "1"), ports().findValuesAsString("function"));
        ask("{'op':'port remove','port':'one'}");
        assertTrue(Files.exists(directory.resolve("run")), "the other card is there still");
        assertEquals(
                "port 'three': the machine in %s has its cards already, ports 'one', 'two', and takes no more; name another directory, or end the switch and name all ports of the machine when it starts"
                        .formatted(directory),
                refusal("three=pci-proxy:%s".formatted(directory)));
        assertEquals(
                "port 'one': its card has the address %s, and cannot get %s while its machine is there"
                        .formatted(CARD, SECOND),
                refusal("one=pci-proxy:%s,mac=%s".formatted(directory, SECOND)));
        assertEquals(
                "port 'one': its machine has memory=32, and cannot get 64 while it is there",
                refusal("one=pci-proxy:%s,memory=64".formatted(directory)));
        add("one=pci-proxy:%s".formatted(directory));
        assertEquals(CARD.toString(), ports().get(1).path("address").asString(), "the same card");
        ask("{'op':'port remove','port':'one'}");
        ask("{'op':'port remove','port':'two'}");
        assertFalse(Files.exists(directory));
    }

    @Test
    @NeedsTool({"qemu-system-x86_64", "busybox", "perl", "flock"})
    void twoCardsOfOneMachineOfLinuxSpeakBehindTheirPorts() throws Exception {
        GuestFiles files = kernel();
        Path image = folder.resolve("image");
        GuestImage.of(files).modules(List.of("tulip")).setup(CALLS).write(image);
        begin(List.of(
                "one=pci-proxy:%s,mac=%s".formatted(directory, CARD),
                "two=pci-proxy:%s,mac=%s".formatted(directory, SECOND)));
        Path console = folder.resolve("console");
        run(
                "-kernel",
                files.kernel().toString(),
                "-initrd",
                image.toString(),
                "-append",
                "console=ttyS0 quiet panic=-1 mitigations=off",
                "-serial",
                "file:" + console);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertEquals(Map.of(CARD.toString(), "one", SECOND.toString(), "two"), learned()));
    }

    /** What is to be found behind which port, as the switch has learned it. */
    private Map<String, String> learned() throws IOException {
        Map<String, String> learned = new HashMap<>();
        for (JsonNode entry : control.shown("macs"))
            learned.put(entry.path("mac").asString(), entry.path("port").asString());
        return learned;
    }

    private static GuestFiles kernel() {
        try {
            return GuestFiles.find();
        } catch (IOException missing) {
            return Assumptions.abort(String.valueOf(missing.getMessage()));
        }
    }

    @Test
    void itsDirectoryIsPrivateAndItsAddressTheSameAtEachStart() throws IOException {
        Files.createDirectory(directory);
        List<String> addresses = new ArrayList<>();
        for (int start = 0; start < 2; start++) {
            add("vm=pci-proxy:%s".formatted(directory));
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)));
            addresses.add(ports().get(0).path("address").asString());
            ask("{'op':'port remove','port':'vm'}");
        }
        assertEquals(addresses.getFirst(), addresses.getLast());
        assertTrue(addresses.getFirst().startsWith("00-15-5D-"), addresses::toString);
    }

    @Test
    void aDirectoryThatIsInUseIsLeftAlone() throws IOException {
        Path theirs = Files.createFile(Files.createDirectory(directory).resolve("theirs"));
        IOException refused = assertThrows(IOException.class, () -> add("vm=pci-proxy:%s".formatted(directory)));
        assertEquals(
                directory + " is there already and not empty: name another directory for this machine,"
                        + " or run ./lab doctor --clean if a killed switch has left it",
                refused.getMessage());
        Files.delete(theirs);
        IOException jumbo = assertThrows(IOException.class, () -> add("vm=pci-proxy:%s,mtu=9000".formatted(directory)));
        assertTrue(String.valueOf(jumbo.getMessage()).endsWith(" carries packets of 1500 bytes, not of 9000"));
        assertTrue(ports().isEmpty());
    }

    private String refusal(String attachment) {
        return String.valueOf(assertThrows(IllegalArgumentException.class, () -> add(attachment))
                .getMessage());
    }

    @Test
    void whatOthersHavePutThereStays() throws IOException {
        add("vm=pci-proxy:%s".formatted(directory));
        Path theirs = Files.createFile(directory.resolve("disk"));
        ask("{'op':'port remove','port':'vm'}");
        try (Stream<Path> left = Files.list(directory)) {
            assertEquals(List.of(theirs), left.toList());
        }
        Files.delete(theirs);
        Files.delete(directory);
    }

    /** As a person in a shell does, whose standard input is at its end. */
    private Process run(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(directory.resolve("run").toString()));
        command.addAll(Arrays.asList(arguments));
        Process process = new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile())
                .start();
        started.add(process);
        return process;
    }

    private static int ended(Process process) throws InterruptedException {
        assertTrue(process.waitFor(10, TimeUnit.SECONDS), "it does not end");
        return process.exitValue();
    }

    private void add(String attachment) throws IOException {
        control.ask(JsonMapper.shared().createObjectNode().put("op", "port add").put("attach", attachment));
    }

    private void ask(String request) throws IOException {
        control.ask(JsonMapper.shared().readTree(request.replace('\'', '"')));
    }

    private JsonNode ports() throws IOException {
        return control.shown("ports");
    }

    private JsonNode peer() throws IOException {
        return ports().get(0).path("peer");
    }

    private String table() throws IOException {
        return SwitchTables.of("ports", ports());
    }
}
