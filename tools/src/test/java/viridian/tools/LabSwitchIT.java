package viridian.tools;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import viridian.tools.Wiring.Host;
import viridian.vswitch.nic.linux.ProcessResult;
import viridian.vswitch.testing.NeedsRoot;
import viridian.vswitch.testing.NeedsTool;

/** The packaged switch between hosts of Linux that know nothing of it. */
@NeedsRoot
@NeedsTool({"ip", "ping", "tshark", "ethtool"})
class LabSwitchIT {

    private static final String LEFT = "10.91.0.1";
    private static final String RIGHT = "10.91.0.2";
    private static final String THIRD = "10.91.0.3";
    private static final String CORE = "10.91.0.9";
    private static final String THIRD_MAC = "02:00:00:91:00:03";

    private static final Executor THREADS = task -> Thread.ofPlatform().daemon().start(task);

    @TempDir
    private Path folder;

    private Wiring wiring;
    private Host left;
    private Host right;
    private Host third;

    @BeforeEach
    void lay() throws IOException {
        wiring = new Wiring();
        left = wiring.host("left", LEFT, "02:00:00:91:00:01");
        right = wiring.host("right", RIGHT, "02:00:00:91:00:02");
        third = wiring.host("third", THIRD, THIRD_MAC);
    }

    @AfterEach
    void takeUp() throws IOException {
        wiring.close();
    }

    @Test
    void hostsTalkThroughItAndAtTheEndItTellsItsCountersAndGivesTheInterfacesBack() throws Exception {
        String offloads = offloads();
        Path capture = folder.resolve("switch.pcapng");
        try (LabProcess lab = ready("pcap:left", "pcap:right", "--capture", capture.toString())) {
            assertFalse(offloads.equals(offloads()), "the switch leaves the offloads on");
            assertTrue(left.reaches(RIGHT));
            byte[] sent = randomBytes(4 << 20);
            assertArrayEquals(sent, overTcp(sent));

            ProcessResult ended = lab.terminate();
            assertEquals(0, ended.exit());
            assertEquals("", ended.err());
            assertTrue(ended.out().contains("left   forwarding  network  untagged       1514"), ended.out());
            assertTrue(ended.out().lines().count() >= 4, ended.out());
        }
        assertEquals(offloads, offloads());
        assertFalse(Tshark.packets(capture, "icmp").isEmpty());
        // Longer than a wire carries, or with a checksum that only the hardware would have finished.
        assertEquals(
                List.of(), Tshark.packets(capture, "frame.len > 1514 and frame.interface_name == \"switch/left\""));
        assertEquals(List.of(), tcpWithBadChecksum(capture));
    }

    @Test
    void vlansKeepHostsApart() throws Exception {
        try (LabProcess lab = ready("pcap:left,access=10", "pcap:right,access=20", "pcap:third,access=10")) {
            assertTrue(left.reaches(THIRD));
            assertFalse(left.reaches(RIGHT));
            assertEquals(0, lab.terminate().exit());
        }
    }

    @Test
    void aGuestHearsNoUnicastThatIsNotItsOwnAndMayUseNoOtherAddress() throws Exception {
        Path capture = folder.resolve("switch.pcapng");
        try (LabProcess lab = ready(
                "pcap:left", "pcap:right", "pcap:third,role=guest,mac=" + THIRD_MAC, "--capture", capture.toString())) {
            assertTrue(left.reaches(THIRD));
            Wiring.ip("-n %s neigh add 10.91.0.77 lladdr 02:00:00:91:00:77 dev eth0".formatted(left.namespace()));
            assertFalse(left.reaches("10.91.0.77"));
            Wiring.ip("-n %s link set eth0 address 02:00:00:91:00:66".formatted(third.namespace()));
            assertFalse(third.reaches(LEFT));
            JsonNode drops = show("drops");
            assertTrue(drops.toString().contains("\"port\":\"third\",\"direction\":\"incoming\""), drops.toString());
            lab.terminate();
        }
        String stranger = "eth.dst == 02:00:00:91:00:77 and ip";
        List<String> flooded = Tshark.packets(capture, stranger);
        assertTrue(flooded.contains("switch/right\tout"), flooded.toString());
        assertFalse(flooded.contains("switch/third\tout"), flooded.toString());
        assertEquals(List.of(), Tshark.packets(capture, "eth.src == 02:00:00:91:00:66 and frame.comment == \"out\""));
    }

    @Test
    void aRunningSwitchAnswersWhatItKnows() throws Exception {
        try (LabProcess lab = ready("a=pcap:left", "b=pcap:right,mtu=1400")) {
            assertTrue(left.reaches(RIGHT));
            JsonNode ports = show("ports");
            assertEquals(
                    List.of("a", "b"),
                    ports.valueStream()
                            .map(port -> port.path("name").asString())
                            .toList());
            assertEquals(1414, ports.get(1).path("max_frame").asInt());
            assertTrue(ports.get(0).path("received").path("frames").asLong() >= 2);
            assertEquals(
                    "{\"no_room\":0,\"by_interface\":0,\"damaged\":0,\"too_long\":0,\"unsent\":0}",
                    ports.get(0).path("lost").toString());
            String macs = show("macs").toString();
            assertTrue(macs.contains("\"mac\":\"02-00-00-91-00-01\",\"port\":\"a\",\"kind\":\"learned\""), macs);

            ProcessResult table = LabProcess.run("show", "macs", "--control", socket().toString());
            assertEquals(0, table.exit());
            assertTrue(table.out().startsWith("vlan  address            port  kind"), table.out());
            assertEquals(0, lab.terminate().exit());
        }
        assertFalse(Files.exists(socket()));
    }

    @Test
    void theHostsOwnAddressesAreReportedOrTakenAndGivenBack() throws Exception {
        Wiring.ip("-n %s address add %s/24 dev left".formatted(wiring.core(), CORE));
        try (LabProcess lab = ready("pcap:left", "pcap:right")) {
            assertTrue(lab.errors().startsWith("warning: this host itself has " + CORE + "/24 on left"), lab.errors());
            lab.terminate();
        }
        String before = addresses();
        try (LabProcess lab = ready("pcap:left", "pcap:right", "--take-over")) {
            assertTrue(lab.errors().startsWith("took " + CORE + "/24 from this host on left"), lab.errors());
            assertFalse(left.reaches(CORE));
            assertTrue(left.reaches(RIGHT));
            assertEquals(0, lab.terminate().exit());
        }
        assertEquals(before, addresses());
        // The other host's kernel asks by ARP again only a while after it has given up.
        await().until(() -> left.reaches(CORE));
    }

    @Test
    void whatAKilledSwitchTookTheDoctorGivesBack() throws Exception {
        Wiring.ip("-n %s address add %s/24 dev left".formatted(wiring.core(), CORE));
        String before = addresses();
        String offloads = offloads();
        long pid;
        try (LabProcess lab = ready("pcap:left", "pcap:right", "--take-over")) {
            pid = lab.pid();
            lab.kill();
        }
        assertFalse(before.equals(addresses()));
        assertFalse(offloads.equals(offloads()));

        ProcessResult shown = LabProcess.runIn(wiring.core(), "doctor");
        assertTrue(shown.out().contains("lab switch-" + pid + ","), shown.out());
        assertFalse(before.equals(addresses()), "doctor alone changes nothing");
        ProcessResult cleaned = LabProcess.runIn(wiring.core(), "doctor", "--clean");
        assertEquals(0, cleaned.exit(), cleaned.err());
        assertEquals(before, addresses());
        assertEquals(offloads, offloads());
        assertFalse(Files.exists(Path.of("/run/viridian-lab/switch-" + pid)));
    }

    @Test
    void aStartThatFailsHalfWayGivesBackWhatItHadTaken() throws Exception {
        Wiring.ip("-n %s address add %s/24 dev left".formatted(wiring.core(), CORE));
        Wiring.ip("-n %s link set right down".formatted(wiring.core()));
        String before = addresses();
        String offloads = offloads();
        ProcessResult failed = LabProcess.runIn(wiring.core(), "switch", "pcap:left", "pcap:right", "--take-over");
        assertEquals(69, failed.exit());
        assertTrue(failed.err().endsWith("lab: interface right is down; ip link set right up\n"), failed.err());
        assertEquals("", failed.out());
        assertEquals(before, addresses());
        assertEquals(offloads, offloads());
    }

    private LabProcess ready(String... arguments) throws IOException {
        String[] command = new String[arguments.length + 3];
        command[0] = "switch";
        command[1] = "--control";
        command[2] = socket().toString();
        System.arraycopy(arguments, 0, command, 3, arguments.length);
        return LabProcess.startIn(wiring.core(), folder, command).awaitOutput("ready");
    }

    private Path socket() {
        return folder.resolve("control.sock");
    }

    private JsonNode show(String what) throws IOException {
        ProcessResult shown = LabProcess.run("show", what, "--json", "--control", socket().toString());
        assertEquals(0, shown.exit(), shown.err());
        return JsonMapper.shared().readTree(shown.out());
    }

    private String addresses() throws IOException {
        return Wiring.ip("-n %s address show dev left".formatted(wiring.core()))
                + Wiring.ip("-n %s route show".formatted(wiring.core()));
    }

    /** Of the near ends, as ethtool tells them. */
    private String offloads() throws IOException {
        Host core = new Host(wiring.core(), CORE);
        return core.run("ethtool", "-k", "left").out()
                + core.run("ethtool", "-k", "right").out();
    }

    private static byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        new SplittableRandom(20_080_205).nextBytes(bytes);
        return bytes;
    }

    /** Sends from the kernel of one host to that of another, offloads and all, and answers what arrived. */
    private byte[] overTcp(byte[] bytes) throws Exception {
        try (ServerSocket listener = right.in(() -> listen());
                Socket caller = left.in(() -> new Socket(RIGHT, listener.getLocalPort()))) {
            CompletableFuture<byte[]> heard = CompletableFuture.supplyAsync(() -> hear(listener), THREADS);
            try (OutputStream out = caller.getOutputStream()) {
                out.write(bytes);
            }
            await().until(heard::isDone);
            return heard.join();
        }
    }

    private static ServerSocket listen() throws IOException {
        ServerSocket listener = new ServerSocket();
        listener.bind(new InetSocketAddress(RIGHT, 0));
        return listener;
    }

    private static byte[] hear(ServerSocket listener) {
        try (Socket accepted = listener.accept()) {
            return accepted.getInputStream().readAllBytes();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> tcpWithBadChecksum(Path capture) throws IOException {
        return Tshark.packets(capture, "tcp and not tcp.checksum.status == \"Good\"", "-o", "tcp.check_checksum:TRUE");
    }
}
