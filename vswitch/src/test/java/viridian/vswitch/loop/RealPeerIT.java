package viridian.vswitch.loop;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import viridian.vswitch.Port;
import viridian.vswitch.PortSettings;
import viridian.vswitch.PortState;
import viridian.vswitch.SwitchSettings;
import viridian.vswitch.VirtualSwitch;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.loop.rstp.BridgeSettings;
import viridian.vswitch.loop.rstp.PortStatus;
import viridian.vswitch.nic.PatchPanel;
import viridian.vswitch.nic.PcapOptions;
import viridian.vswitch.nic.RecordingNic;
import viridian.vswitch.nic.linux.Link;
import viridian.vswitch.nic.linux.Namespaces;
import viridian.vswitch.testing.NeedsRoot;
import viridian.vswitch.testing.NeedsTool;
import viridian.vswitch.testing.OpenVswitch;

/** Our switch and a bridge of other people's making, joined by two cables: a loop, if nobody breaks it. */
@NeedsRoot
@NeedsTool("ip")
class RealPeerIT {

    private static final MacAddress OWN = MacAddress.parse("02-00-00-00-00-01");
    private static final MacAddress STATION = MacAddress.parse("00-15-5D-00-00-07");
    private static final int ARP = 0x0806;

    /** More frames than come back where there is no loop, and far fewer than where there is one. */
    private static final int STORM = 150;

    private final PatchPanel panel = new PatchPanel();
    private final VirtualSwitch vswitch = new VirtualSwitch(SwitchSettings.named("ours"), System::nanoTime);
    private final RecordingNic station = new RecordingNic(STATION);
    private final Map<String, Link> links = new LinkedHashMap<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private String core = "";
    private String peer = "";

    @BeforeEach
    void lay() throws IOException {
        core = panel.namespace("core");
        peer = panel.namespace("peer");
        panel.cable(core, "near1", peer, "far1", 1500);
        panel.cable(core, "near2", peer, "far2", 1500);
        for (String name : List.of("near1", "near2")) {
            links.put(name, Namespaces.callIn(core, () -> Link.open(name)));
        }
    }

    @AfterEach
    void takeUp() throws Exception {
        clock.shutdownNow();
        assertTrue(clock.awaitTermination(10, TimeUnit.SECONDS));
        vswitch.close();
        links.values().forEach(Link::close);
        panel.close();
    }

    private LoopControl start(BridgeSettings bridge) throws IOException {
        LoopControl control = new LoopControl(vswitch, OWN, bridge, this::hasCarrier, 77, clock);
        vswitch.extend(control);
        for (String name : links.keySet()) {
            vswitch.plug(PortSettings.network(name), PatchPanel.open(core, name, PcapOptions.ANY));
        }
        vswitch.plug(PortSettings.guest("station"), station);
        clock.scheduleAtFixedRate(() -> control.tick(System.nanoTime()), 0, 100, TimeUnit.MILLISECONDS);
        return control;
    }

    private boolean hasCarrier(Port port) {
        try {
            return Objects.requireNonNull(links.get(port.name())).hasCarrier();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4096, 61_440})
    @NeedsTool({"ovs-vswitchd", "ovsdb-server"})
    void withOpenVswitchOneCableIsBlockedAndTakesOverWhenTheOtherFails(int priority) throws IOException {
        try (OpenVswitch other = OpenVswitch.startIn(peer)) {
            other.addBridge("br0", "rstp_enable=true");
            other.addPort("br0", "far1");
            other.addPort("br0", "far2");
            PatchPanel.ip("-n " + peer + " address add 10.77.0.2/24 dev br0");
            PatchPanel.ip("-n " + peer + " link set br0 up");
            LoopControl control = start(BridgeSettings.of(OWN).withPriority(priority));
            awaitOneForwarding(() -> forwardsBothEnds(other), 20);
            boolean weAreRoot = priority == 4096;
            assertEquals(
                    weAreRoot, Objects.requireNonNull(control.report().tree()).isRoot(), () -> shown(other));
            await().atMost(Duration.ofSeconds(10)).until(this::answers);
            assertNoStorm();

            String carrying = forwardsBothEnds(other).getFirst();
            PatchPanel.ip("-n " + peer + " link set " + carrying.replace("near", "far") + " down");
            long cutAt = System.nanoTime();
            await().pollInterval(Duration.ofMillis(20))
                    .atMost(Duration.ofSeconds(5))
                    .until(this::answers);
            long took = (System.nanoTime() - cutAt) / 1_000_000;
            assertTrue(took < 2000, () -> "took " + took + " ms; " + shown(other));

            PatchPanel.ip("-n " + peer + " link set " + carrying.replace("near", "far") + " up");
            awaitOneForwarding(() -> forwardsBothEnds(other), 20);
            await().atMost(Duration.ofSeconds(10)).until(this::answers);
            assertNoStorm();
        }
    }

    @Test
    void withTheKernelsOldProtocolOneCableIsBlocked() throws IOException {
        PatchPanel.ip(
                "-n " + peer + " link add br0 type bridge stp_state 1 forward_delay 400 hello_time 100 max_age 600");
        for (String far : List.of("far1", "far2")) PatchPanel.ip("-n " + peer + " link set " + far + " master br0");
        PatchPanel.ip("-n " + peer + " address add 10.77.0.2/24 dev br0");
        PatchPanel.ip("-n " + peer + " link set br0 up");
        LoopControl control = start(BridgeSettings.of(OWN).withPriority(61_440));
        await().atMost(Duration.ofSeconds(40))
                .until(() -> speaksTheOldProtocol(control) && ourForwarding().size() == 1);
        assertFalse(Objects.requireNonNull(control.report().tree()).isRoot());
        await().atMost(Duration.ofSeconds(30)).until(this::answers);
        assertNoStorm();
    }

    private static boolean speaksTheOldProtocol(LoopControl control) {
        Collection<PortStatus> ports = control.report().ports().values();
        return ports.size() == 2 && ports.stream().noneMatch(PortStatus::rapid);
    }

    private void awaitOneForwarding(Callable<List<String>> forwarding, int seconds) {
        await().atMost(Duration.ofSeconds(seconds))
                .during(Duration.ofMillis(1500))
                .until(() -> forwarding.call().size() == 1);
    }

    private List<String> ourForwarding() {
        return links.keySet().stream()
                .filter(name -> Objects.requireNonNull(vswitch.port(name)).state() == PortState.FORWARDING)
                .toList();
    }

    /** The cables by which a frame gets through, by the words of both switches. */
    private List<String> forwardsBothEnds(OpenVswitch other) {
        String shown = shown(other);
        return ourForwarding().stream()
                .filter(name -> shown.lines()
                        .anyMatch(line ->
                                line.strip().startsWith(name.replace("near", "far")) && line.contains("Forwarding")))
                .toList();
    }

    private static String shown(OpenVswitch other) {
        try {
            return other.appctl("rstp/show", "br0");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the host behind the other bridge answers the station's question. */
    private boolean answers() throws InterruptedException {
        station.takeHeard();
        station.says(question());
        for (int i = 0; i < 10; i++) {
            TimeUnit.MILLISECONDS.sleep(5);
            if (station.takeHeard().stream().anyMatch(frame -> frame.etherType() == ARP)) return true;
        }
        return false;
    }

    /** ARP: who has 10.77.0.2, tell 10.77.0.1 (RFC 826). */
    private static Frame question() {
        String payload = "0001 0800 0604 0001 00155d000007 0a4d0001 000000000000 0a4d0002";
        return FrameBuilder.broadcast(STATION)
                .type(ARP)
                .payload(HexFormat.of().parseHex(payload.replace(" ", "")))
                .build();
    }

    /** Fifty broadcasts, each of which would go round for ever: each comes at most once to the port that stands by. */
    private void assertNoStorm() throws IOException {
        long before = received();
        Frame broadcast = FrameBuilder.broadcast(STATION).build();
        station.takeHeard();
        for (int i = 0; i < 50; i++) station.says(broadcast);
        await().during(Duration.ofSeconds(1)).atMost(Duration.ofSeconds(2)).until(() -> received() - before < STORM);
        assertTrue(station.takeHeard().stream().noneMatch(frame -> frame.source() == STATION.bits()));
    }

    private long received() {
        return links.keySet().stream()
                .mapToLong(name -> Objects.requireNonNull(vswitch.port(name))
                        .counters()
                        .received()
                        .frames())
                .sum();
    }
}
