package viridian.vswitch.team;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import viridian.vswitch.SwitchEvent;
import viridian.vswitch.frame.BigEndian;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.FrameSink;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.PatchPanel;
import viridian.vswitch.nic.PcapNic;
import viridian.vswitch.nic.PcapOptions;
import viridian.vswitch.testing.NeedsRoot;
import viridian.vswitch.testing.NeedsTool;
import viridian.vswitch.testing.OpenVswitch;

/** A team on two real cables to a switch of other make, and a host on a third. */
@NeedsRoot
@NeedsTool({"ip", "ovs-vswitchd", "ovsdb-server", "ovsdb-tool", "ovs-vsctl", "ovs-appctl"})
class OpenVswitchIT {

    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Pattern IN_STEP = Pattern.compile(
            "(actor|partner) state: activity timeout aggregation synchronized collecting distributing\n");

    private final PatchPanel panel = new PatchPanel();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final List<SwitchEvent> events = new CopyOnWriteArrayList<>();
    private final Heard heardInside = new Heard();
    private final Heard heardByHost = new Heard();
    private String core = "";
    private String peer = "";
    private String host = "";
    private int number;

    @BeforeEach
    void lay() throws IOException {
        core = panel.namespace("core");
        peer = panel.namespace("peer");
        host = panel.namespace("host");
        panel.cable(core, "near1", peer, "far1", 1500);
        panel.cable(core, "near2", peer, "far2", 1500);
        panel.cable(host, "desk", peer, "port", 1500);
    }

    @AfterEach
    void takeUp() throws IOException, InterruptedException {
        clock.shutdownNow();
        assertTrue(clock.awaitTermination(10, TimeUnit.SECONDS));
        panel.close();
    }

    private TeamNic team(String options) throws IOException {
        TeamSettings settings = TeamSettings.parse("team:near1+near2" + options);
        TeamNic team = TeamNic.open(
                "uplink",
                settings,
                name -> TeamMember.of(name, PatchPanel.open(core, name, PcapOptions.ANY)),
                events::add,
                System.nanoTime());
        team.start(heardInside);
        clock.scheduleAtFixedRate(() -> team.tick(System.nanoTime()), 100, 100, TimeUnit.MILLISECONDS);
        return team;
    }

    private PcapNic desk() throws IOException {
        PcapNic desk = PatchPanel.open(host, "desk", PcapOptions.ANY);
        desk.start(heardByHost);
        return desk;
    }

    @Test
    void lacpAgreesAndFlowsMoveWhenALinkFailsWithoutAFrameTwice() throws Exception {
        try (OpenVswitch ovs = OpenVswitch.startIn(peer);
                TeamNic team = team(",mode=lacp,rate=fast");
                PcapNic desk = desk()) {
            ovs.addBridge("br0");
            configure(
                    ovs,
                    "add-bond br0 bond0 far1 far2 bond_mode=balance-tcp lacp=active other_config:lacp-time=fast"
                            + " -- add-port br0 port");
            await().atMost(PATIENCE).until(() -> linesInStep(ovs) == 4);
            await().atMost(PATIENCE).until(() -> parts(team, 0) == 128 && parts(team, 1) == 128);
            assertEquals(
                    "active, short timeout, aggregation, synchronization, collecting, distributing",
                    Objects.requireNonNull(team.report().members().getFirst().lacp())
                            .actor()
                            .state()
                            .toString());

            assertEveryFrameCrossesOnce(team, desk);
            assertTrue(
                    team.report().members().stream().allMatch(member -> member.sent() > 20), "both links carry frames");

            PatchPanel.ip("-n " + peer + " link set far1 down");
            while (parts(team, 1) < Buckets.COUNT) say(team);
            assertEveryFrameCrossesOnce(team, desk);
            heardByHost.assertNoneTwice();
            assertTrue(events.contains(new TeamEvent.MemberDown("uplink", "near1")));

            PatchPanel.ip("-n " + peer + " link set far1 up");
            await().atMost(PATIENCE).until(() -> linesInStep(ovs) == 4 && parts(team, 0) == 128);
            assertEveryFrameCrossesOnce(team, desk);
        }
    }

    @Test
    void aSwitchThatKnowsNothingOfTheTeamFindsSilentStationsAfterAFailure() throws Exception {
        try (OpenVswitch ovs = OpenVswitch.startIn(peer);
                PcapNic desk = desk()) {
            ovs.addBridge("br0");
            configure(ovs, "add-port br0 far1 -- add-port br0 far2 -- add-port br0 port");
            try (TeamNic team = team("")) {
                await().atMost(PATIENCE).until(() -> {
                    say(team);
                    return !heardByHost.frames.isEmpty();
                });
                assertEveryFrameCrossesOnce(team, desk);
                PatchPanel.ip("-n " + peer + " link set far1 down");
                await().atMost(PATIENCE).until(() -> team.report().announced() > 0);
                await().atMost(PATIENCE).until(() -> parts(team, 1) == Buckets.COUNT);
                await().atMost(PATIENCE).until(() -> {
                    Set<Integer> sent = new HashSet<>();
                    for (int station = 0; station < 50; station++) sent.add(say(desk, station(station)));
                    await().during(Duration.ofMillis(200)).until(() -> true);
                    return heardInside.numbers().containsAll(sent);
                });
                heardInside.assertNoneTwice();
                heardByHost.assertNoneTwice();
                for (Frame frame : heardInside.frames) {
                    assertEquals(desk.address().bits(), frame.source(), "what was sent came back");
                }
            }
        }
    }

    /** Fifty stations inside speak to all, and the host answers each. */
    private void assertEveryFrameCrossesOnce(TeamNic team, PcapNic desk) {
        Set<Integer> sent = new HashSet<>();
        for (int i = 0; i < 50; i++) sent.add(say(team));
        await().atMost(PATIENCE).until(() -> heardByHost.numbers().containsAll(sent));
        Set<Integer> answers = new HashSet<>();
        for (int i = 0; i < 50; i++) answers.add(say(desk, station(i)));
        await().atMost(PATIENCE).until(() -> heardInside.numbers().containsAll(answers));
        heardByHost.assertNoneTwice();
        heardInside.assertNoneTwice();
    }

    private static MacAddress station(int place) {
        return TeamBench.station(place % 50);
    }

    private int say(TeamNic team) {
        number++;
        team.accept(numbered(FrameBuilder.broadcast(station(number))));
        team.flush();
        return number;
    }

    private int say(PcapNic desk, MacAddress to) {
        number++;
        desk.accept(numbered(FrameBuilder.frame(desk.address(), to)));
        return number;
    }

    private Frame numbered(FrameBuilder frame) {
        Frame built = frame.build();
        BigEndian.putU32(built.memory(), Frame.HEADER_BYTES, number);
        return built;
    }

    private static int parts(TeamNic team, int place) {
        return team.report().members().get(place).parts();
    }

    /** Of both links, what each side says of itself: 4 lines when all is in step. */
    private static void configure(OpenVswitch ovs, String words) throws IOException {
        ovs.vsctl(words.split(" ", -1));
    }

    private static long linesInStep(OpenVswitch ovs) throws IOException {
        return IN_STEP.matcher(ovs.appctl("lacp/show", "bond0")).results().count();
    }

    /** The numbered frames somebody heard. */
    private static final class Heard implements FrameSink {

        final List<Frame> frames = new CopyOnWriteArrayList<>();

        @Override
        public boolean accept(Frame frame) {
            return frame.etherType() != FrameBuilder.EXPERIMENTAL || frames.add(frame.copy());
        }

        @Override
        public void flush() {}

        Set<Integer> numbers() {
            Set<Integer> numbers = new HashSet<>();
            for (Frame frame : frames) numbers.add(number(frame));
            return numbers;
        }

        void assertNoneTwice() {
            Set<Integer> seen = new HashSet<>();
            for (Frame frame : frames) assertTrue(seen.add(number(frame)), "twice: " + frame);
        }

        private static int number(Frame frame) {
            return (int) BigEndian.u32(frame.memory(), frame.offset() + Frame.HEADER_BYTES);
        }
    }
}
