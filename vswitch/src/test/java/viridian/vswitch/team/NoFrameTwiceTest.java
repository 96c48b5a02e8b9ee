package viridian.vswitch.team;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import viridian.vswitch.frame.BigEndian;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.MacAddress;

/**
 * Long runs from a seed: whatever links do, no frame enters or leaves twice, none comes back to where it was sent, and none
 * overtakes another of its flow.
 */
class NoFrameTwiceTest {

    private static final int RUNS = 5;
    private static final int STEPS = 2_000;
    private static final int STATIONS = 12;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "team:a+b,hold-down=0",
                "team:a+b+c+d",
                "team:a+b+c,balance=l4,hold-down=0",
                "team:a+b+c,rebalance=at-once,hold-down=0",
                "team:a+b+c,mode=active-standby",
                "team:a+b+c,mode=active-standby,failback=on,hold-down=0"
            })
    void behindALearningSwitchThatKnowsNothingOfTheTeam(String settings) {
        for (long seed = 1; seed <= RUNS; seed++) new Network(settings, seed).run(STEPS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"l2", "l4"})
    void betweenTwoTeamsThatSpeakLacp(String balance) {
        for (long seed = 1; seed <= RUNS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            TwoTeams pair =
                    new TwoTeams("team:a+b+c,mode=lacp,rate=fast,balance=" + balance, "team:x+y+z,mode=lacp,rate=fast");
            pair.seconds(4);
            for (int number = 1; number <= STEPS; number++) {
                TeamNic from = random.nextBoolean() ? pair.left : pair.right;
                MacAddress source = TeamBench.station(random.nextInt(STATIONS) + (from == pair.left ? 0 : 100));
                from.accept(numbered(source, MacAddress.of(Frame.BROADCAST), number));
                if (random.nextInt(3) == 0) pair.bring(random.nextInt(3));
                if (random.nextInt(20) == 0) pair.tick();
                if (random.nextInt(300) == 0) pair.link(random.nextInt(3), random.nextBoolean());
            }
            assertOnceEach(pair.heardLeft, seed);
            assertOnceEach(pair.heardRight, seed);
            assertInOrder(pair.heardLeft, seed);
            assertInOrder(pair.heardRight, seed);
            assertTrue(pair.heardLeft.size() > STEPS / 10 && pair.heardRight.size() > STEPS / 10, "seed " + seed);
            assertTrue(sources(pair.heardLeft).stream()
                    .allMatch(station -> station >= TeamBench.station(100).bits()));
        }
    }

    private static Set<Long> sources(List<Frame> frames) {
        Set<Long> sources = new HashSet<>();
        for (Frame frame : frames) sources.add(frame.source());
        return sources;
    }

    private static Frame numbered(MacAddress source, MacAddress destination, int number) {
        return with(number, FrameBuilder.frame(source, destination).build());
    }

    /** The number is in the last bytes of the shortest frame, behind all headers. */
    private static Frame with(int number, Frame frame) {
        BigEndian.putU32(frame.memory(), FrameBuilder.SHORTEST - 4, number);
        return frame;
    }

    private static int number(Frame frame) {
        return (int) BigEndian.u32(frame.memory(), frame.offset() + FrameBuilder.SHORTEST - 4);
    }

    private static void assertOnceEach(List<Frame> frames, long seed) {
        Set<Integer> seen = new HashSet<>();
        for (Frame frame : frames) assertTrue(seen.add(number(frame)), "seed " + seed + ": twice " + frame);
    }

    private static void assertInOrder(List<Frame> frames, long seed) {
        Map<Long, Integer> last = new HashMap<>();
        for (Frame frame : frames) {
            Integer before = last.put(frame.source(), number(frame));
            assertTrue(before == null || before < number(frame), "seed " + seed + ": overtaken by " + frame);
        }
    }

    /**
     * A learning switch with the team's members in its first ports and a station in the last. A frame for several ports reaches
     * them one after the other, and anything may happen in between.
     */
    private static final class Network {

        private final TeamBench bench;
        private final SplittableRandom random;
        private final long seed;
        private final int members;
        private final Map<Long, Integer> learned = new HashMap<>();
        private final List<Frame> heardOutside = new ArrayList<>();
        private final List<Deque<Frame>> towardsTeam = new ArrayList<>();

        /** How many of them were there when the last tenth of a second ended. */
        private final int[] waiting;

        Network(String settings, long seed) {
            this.bench = new TeamBench(settings);
            this.random = new SplittableRandom(seed);
            this.seed = seed;
            this.members = bench.nics.length;
            this.waiting = new int[members];
            for (int place = 0; place < members; place++) towardsTeam.add(new ArrayDeque<>());
        }

        void run(int steps) {
            for (int number = 1; number <= steps; number++) {
                if (random.nextBoolean()) say(number);
                else forward(members, numbered(outside(), someone(), number));
                collect();
                int place = random.nextInt(members);
                if (random.nextInt(3) > 0) bring(place, towardsTeam.get(place).size());
                if (random.nextInt(10) == 0) pass();
                if (random.nextInt(200) == 0) link(random.nextInt(members), random.nextInt(3) > 0);
            }
            bench.up[0] = true;
            pass();
            judge(steps);
        }

        /** A tenth of a second, in which everything arrives that was on its way when it began. */
        private void pass() {
            for (int place = 0; place < members; place++) bring(place, waiting[place]);
            bench.tick();
            Arrays.setAll(waiting, place -> towardsTeam.get(place).size());
            collect();
        }

        private void say(int number) {
            MacAddress station = TeamBench.station(random.nextInt(STATIONS));
            MacAddress to = random.nextInt(4) == 0 ? MacAddress.of(Frame.BROADCAST) : outside();
            bench.team.accept(random.nextBoolean() ? numbered(station, to, number) : datagram(station, to, number));
        }

        /** IP, so that it may leave under another address. */
        private Frame datagram(MacAddress station, MacAddress to, int number) {
            Frame frame =
                    AddressHashTest.udp(random.nextInt(3), random.nextInt(5), 0).build();
            BigEndian.putU48(frame.memory(), 0, to.bits());
            BigEndian.putU48(frame.memory(), 6, station.bits());
            return with(number, frame);
        }

        private static MacAddress outside() {
            return TeamBench.OUTSIDE;
        }

        /** A station inside, some of which never speak; or everybody. */
        private MacAddress someone() {
            return random.nextInt(4) == 0
                    ? MacAddress.of(Frame.BROADCAST)
                    : TeamBench.station(random.nextInt(STATIONS + 6));
        }

        /** What the members sent reaches the switch. */
        private void collect() {
            for (int place = 0; place < members; place++) {
                for (Frame frame : bench.nics[place].takeHeard()) {
                    if (bench.up[place]) forward(place, frame);
                }
            }
        }

        private void forward(int from, Frame frame) {
            learned.put(frame.source(), from);
            Integer to = frame.isGroup() ? null : learned.get(frame.destination());
            for (int port = 0; port <= members; port++) {
                if (port == from || (to != null && to != port)) continue;
                if (port == members) heardOutside.add(frame);
                else if (bench.up[port]) towardsTeam.get(port).add(frame);
            }
        }

        private void bring(int place, int frames) {
            for (int i = 0; i < frames; i++)
                bench.nics[place].says(towardsTeam.get(place).remove());
            waiting[place] = Math.max(0, waiting[place] - frames);
        }

        /** The switch sees it too, and forgets who was there. */
        private void link(int place, boolean isUp) {
            if (bench.up[place] == isUp) return;
            bench.up[place] = isUp;
            towardsTeam.get(place).clear();
            waiting[place] = 0;
            if (!isUp) learned.values().removeIf(port -> port == place);
        }

        private void judge(int steps) {
            assertOnceEach(withoutAnnouncements(heardOutside), seed);
            assertOnceEach(bench.heard, seed);
            for (Frame frame : bench.heard)
                assertEquals(outside().bits(), frame.source(), "seed " + seed + ": came back");
            assertTrue(
                    bench.heard.size() > steps / 10,
                    "seed " + seed + ": " + bench.heard.size() + " of some " + steps / 2);
            assertTrue(heardOutside.size() > steps / 10, "seed " + seed);
        }

        private static List<Frame> withoutAnnouncements(List<Frame> frames) {
            return frames.stream().filter(frame -> frame.etherType() != 0x8035).toList();
        }
    }
}
