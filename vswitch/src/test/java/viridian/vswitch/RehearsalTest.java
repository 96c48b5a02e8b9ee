package viridian.vswitch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static viridian.vswitch.Workbench.STRANGER;
import static viridian.vswitch.Workbench.address;
import static viridian.vswitch.Workbench.broadcast;
import static viridian.vswitch.Workbench.frame;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.RecordingNic;

/** What would happen to a frame, told by the code that makes it happen, and nothing happens. */
class RehearsalTest {

    private final Workbench bench = new Workbench();
    private final RecordingNic alice = bench.guest("alice", 1);
    private final RecordingNic bob = bench.guest("bob", 2);
    private final RecordingNic wire = bench.network("wire");

    @Test
    void aFramesWayIsToldStageByStage() {
        List<Step> steps = rehearse("alice", frame(alice.address(), bob.address()));
        assertEquals(
                List.of(Step.Stage.RECEIVED, Step.Stage.ADMITTED, Step.Stage.LEARNED, Step.Stage.SENT),
                steps.stream().map(Step::stage).toList());
        assertEquals("it leaves by bob, untagged", steps.getLast().sentence());
        assertEquals("bob", steps.getLast().port());
    }

    @Test
    void aDropIsToldWithItsReason() {
        Step last = rehearse("alice", frame(STRANGER, bob.address())).getLast();
        assertEquals(DropReason.MAC_SPOOFING, last.dropped());
        assertEquals("it is dropped: its source address belongs to another adapter", last.sentence());
    }

    @Test
    void aSearchForAStrangerIsToldAsWhatItIs() {
        List<Step> steps = rehearse("alice", frame(alice.address(), STRANGER));
        assertTrue(steps.stream().anyMatch(step -> step.stage() == Step.Stage.FLOODED));
        assertEquals("wire", steps.getLast().port());
    }

    @Test
    void anExtensionSaysWhyItDecidesAndWhatItDecides() {
        bench.vswitch.extend(new Everywhere("door", SwitchExtension.Kind.FILTER, new PortHook() {
            @Override
            public Verdict ingress(Frame frame, Passage passage) {
                assertTrue(passage.isRehearsal());
                passage.tell("it is Sunday");
                return Verdict.drop(DropReason.FILTERED);
            }
        }));
        List<Step> steps = rehearse("alice", broadcast(alice.address()));
        assertEquals("door says drop 8 Filtered: it is Sunday", steps.get(2).sentence());
        assertEquals(DropReason.FILTERED, steps.getLast().dropped());
    }

    @Test
    void nothingIsLearnedCountedOrSent() {
        Diary diary = new Diary();
        bench.vswitch.observe(diary);
        wire.says(frame(address(9), alice.address()));
        diary.takeLines();
        int known = bench.vswitch.macs().entries().size();
        rehearse("wire", frame(STRANGER, alice.address()));
        rehearse("wire", broadcast(STRANGER));
        rehearse("alice", frame(bob.address(), STRANGER));
        assertEquals(known, bench.vswitch.macs().entries().size());
        assertEquals(List.of(), diary.takeLines());
        assertEquals(1, alice.heard().size());
        assertEquals(1, bench.port("wire").counters().received().frames());
        assertEquals(0, bench.port("alice").counters().droppedIncoming().frames());
    }

    @Test
    void aPortThatIsGoneHasNothingToTell() {
        Port port = bench.port("bob");
        port.unplug();
        Frame any = broadcast(bob.address());
        assertThrows(IllegalStateException.class, () -> bench.vswitch.rehearse(port, any));
    }

    /** The rehearsal says what then happens: the same ports, the same tags, the same reasons. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {71, 72, 73, 74})
    void whatIsToldIsWhatThenHappens(long seed) {
        Dice dice = new Dice(seed);
        Workbench own = new Workbench(dice.switchSettings().withTableLimit(1000));
        Diary diary = new Diary();
        own.vswitch.observe(diary);
        Map<String, RecordingNic> nics = new TreeMap<>();
        for (int number = 0; number < 8; number++) plug(own, dice, "port " + number, nics);
        for (int step = 0; step < 1000; step++) {
            List<String> names = List.copyOf(nics.keySet());
            String from = names.get(dice.upTo(names.size()));
            Frame frame = dice.frame(own.port(from).settings());
            List<String> told = own.vswitch.rehearse(own.port(from), frame).stream()
                    .flatMap(line -> line(line).stream())
                    .toList();
            Objects.requireNonNull(nics.get(from)).says(frame);
            List<String> happened = diary.takeLines().stream()
                    .filter(line -> !line.startsWith("received"))
                    .map(line -> line.replaceAll("(sent|dropped) (port \\d+) -?\\d+", "$1 $2"))
                    .toList();
            assertEquals(happened, told, "seed " + seed + ", step " + step + ": " + frame);
        }
    }

    private static void plug(Workbench own, Dice dice, String name, Map<String, RecordingNic> nics) {
        RecordingNic nic = new RecordingNic(MacAddress.NONE);
        try {
            own.vswitch.plug(dice.portSettings(name), nic);
            nics.put(name, nic);
        } catch (IllegalArgumentException addressIsTaken) {
            assertTrue(nics.size() < 8);
        }
    }

    private static List<String> line(Step step) {
        if (step.stage() == Step.Stage.SENT) return List.of("sent " + step.port());
        return step.dropped() == null ? List.of() : List.of("dropped " + step.port() + " " + step.dropped());
    }

    private List<Step> rehearse(String port, Frame frame) {
        return bench.vswitch.rehearse(bench.port(port), frame);
    }

    @Test
    void aTagIsTold() {
        bench.plug(PortSettings.network("trunk").withVlan(new VlanMode.Trunk(VlanSet.of(5), 0)), 0);
        Frame tagged = FrameBuilder.broadcast(STRANGER).vlan(5).build();
        assertEquals(
                "it may come in, and is in VLAN 5",
                rehearse("trunk", tagged).get(1).sentence());
        List<Step> steps = rehearse("wire", broadcast(STRANGER));
        assertEquals("it leaves by trunk, untagged", steps.getLast().sentence());
    }
}
