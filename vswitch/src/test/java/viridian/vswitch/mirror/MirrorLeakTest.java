package viridian.vswitch.mirror;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import viridian.vswitch.DropReason;
import viridian.vswitch.PortCounters;
import viridian.vswitch.PortState;
import viridian.vswitch.VlanSet;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.MacAddress;

/**
 * Whether somebody watches makes no difference to anybody else: two switches get the same frames, one of them with
 * mirrors, and all other ports hear the same frames in the same order, and count the same.
 */
class MirrorLeakTest {

    private static final List<String> PORTS = List.of("alice", "bob", "carol", "dave", "wire", "trunk");
    private static final List<MirrorDirection> DIRECTIONS = List.of(MirrorDirection.values());
    private static final int STEPS = 2000;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void theWatchedCannotTell(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Scene watched = new Scene();
        Scene plain = new Scene();
        for (String closed : List.of("watcher", "other")) plain.port(closed).state(PortState.MONITOR);
        long copies = 0;
        for (int step = 0; step < STEPS; step++) {
            String where = "seed " + seed + ", step " + step;
            if (random.nextInt(40) == 0) {
                watched.mirrors.set(session(random, "watcher"));
                watched.mirrors.set(session(random, "other"));
            }
            if (watched.mirrors.sessions().isEmpty()) continue;
            say(random, watched, plain);
            for (String port : PORTS) {
                assertEquals(Scene.heard(plain.nic(port)), Scene.heard(watched.nic(port)), where + ", " + port);
            }
            copies += watched.watcher.takeHeard().size()
                    + watched.other.takeHeard().size();
        }
        for (String port : PORTS) {
            assertEquals(
                    counted(plain.port(port).counters()),
                    counted(watched.port(port).counters()),
                    port);
        }
        assertEquals(
                plain.vswitch.macs().entries().toString().replace("s/", ""),
                watched.vswitch.macs().entries().toString().replace("s/", ""));
        assertEquals(List.of(), plain.watcher.heard());
        assertTrue(copies > STEPS / 10, "seed " + seed + ": only " + copies + " copies");
    }

    private static MirrorSession session(SplittableRandom random, String destination) {
        Set<String> ports = Set.of(PORTS.get(random.nextInt(PORTS.size())));
        VlanSet vlans = random.nextBoolean() ? VlanSet.of(10) : VlanSet.NONE;
        MirrorDirection direction = DIRECTIONS.get(random.nextInt(DIRECTIONS.size()));
        int snapLength = random.nextInt(3) == 0 ? 40 : MirrorSession.WHOLE;
        FrameFilter filter = random.nextInt(4) == 0 ? FrameFilter.parse("not broadcast") : FrameFilter.ALL;
        boolean sends = random.nextInt(4) == 0;
        return new MirrorSession(
                destination, ports, vlans, direction, destination, snapLength, filter, random.nextBoolean(), sends);
    }

    private static void say(SplittableRandom random, Scene one, Scene two) {
        String from = PORTS.get(random.nextInt(PORTS.size()));
        MacAddress own = one.nic(from).address();
        boolean honest = !own.equals(MacAddress.NONE) && random.nextInt(6) != 0;
        int[] tags = {Frame.UNTAGGED, Frame.UNTAGGED, 10, 10, 20, 0x600A};
        Frame frame = FrameBuilder.frame(honest ? own : Scene.address(1 + random.nextInt(8)), destination(random))
                .tag(tags[random.nextInt(tags.length)])
                .length(60 + random.nextInt(3) * 727)
                .build();
        if (random.nextInt(20) == 0) {
            boolean full = random.nextBoolean();
            one.nic(from).full(full);
            two.nic(from).full(full);
        }
        if (random.nextInt(30) == 0) one.watcher.full(random.nextBoolean());
        one.nic(from).says(frame);
        two.nic(from).says(frame);
    }

    private static MacAddress destination(SplittableRandom random) {
        return switch (random.nextInt(6)) {
            case 0 -> MacAddress.of(Frame.BROADCAST);
            case 1 -> MacAddress.parse("01-80-C2-00-00-0E");
            default -> Scene.address(1 + random.nextInt(8));
        };
    }

    private static List<Long> counted(PortCounters counters) {
        List<Long> counts = new ArrayList<>(List.of(
                counters.received().frames(),
                counters.received().bytes(),
                counters.sent().frames(),
                counters.sent().bytes()));
        for (DropReason why : DropReason.values()) {
            counts.add(counters.droppedIncoming().frames(why));
            counts.add(counters.droppedOutgoing().frames(why));
        }
        return counts;
    }
}
