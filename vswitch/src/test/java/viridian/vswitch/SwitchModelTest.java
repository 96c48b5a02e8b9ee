package viridian.vswitch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.RecordingNic;

/** The switch against its plain model: the same ports come and go, the same frames pass, the same must come of them. */
class SwitchModelTest {

    private static final int STEPS = 1500;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void doesWhatItsModelDoes(long seed) {
        follow(seed, true);
    }

    /** Then frames may go the straight way. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void doesTheSameWhenNobodyWatches(long seed) {
        follow(seed, false);
    }

    private static void follow(long seed, boolean watched) {
        Run run = new Run(seed, watched);
        for (int step = 0; step < STEPS; step++) run.step("seed " + seed + ", step " + step);
    }

    private static final class Run {
        private final Dice dice;
        private final Workbench bench;
        private final SwitchModel model;
        private final Diary diary = new Diary();
        private final Map<String, RecordingNic> nics = new HashMap<>();
        private final boolean watched;
        private int plugged;

        Run(long seed, boolean watched) {
            this.watched = watched;
            dice = new Dice(seed);
            SwitchSettings settings = dice.switchSettings();
            bench = new Workbench(settings);
            model = new SwitchModel(settings);
            if (watched) bench.vswitch.observe(diary);
        }

        void step(String where) {
            bench.now += dice.oneIn(50) ? Workbench.SECOND / 2 : 1;
            int choice = dice.upTo(100);
            if (choice < 3 && model.ports.size() < 10) plug("port " + plugged++);
            else if (model.ports.isEmpty()) return;
            else if (choice < 5) unplug(somePort());
            else if (choice < 7) change(somePort());
            else if (choice < 10) fill(somePort());
            else if (choice < 11) flush();
            else if (choice < 13) block(somePort());
            else if (choice < 14) limit();
            else say(where, somePort());
            assertEquals(modelTable(), realTable(), where);
            assertEquals(model.moves, bench.vswitch.macs().moves(), where);
            assertEquals(model.evictions, bench.vswitch.macs().evictions(), where);
        }

        private String somePort() {
            return new ArrayList<>(model.ports.keySet()).get(dice.upTo(model.ports.size()));
        }

        private void plug(String name) {
            PortSettings wanted = dice.portSettings(name);
            RecordingNic nic = new RecordingNic(MacAddress.NONE);
            if (model.allows(wanted)) {
                model.settle(wanted);
                bench.vswitch.plug(wanted, nic);
                nics.put(name, nic);
            } else {
                assertThrows(IllegalArgumentException.class, () -> bench.vswitch.plug(wanted, nic));
            }
        }

        private void unplug(String name) {
            model.unplug(name);
            bench.port(name).unplug();
            nics.remove(name);
        }

        private void change(String name) {
            PortSettings wanted = dice.portSettings(name);
            if (model.allows(wanted)) {
                model.settle(wanted);
                bench.port(name).change(wanted);
            } else {
                assertThrows(
                        IllegalArgumentException.class, () -> bench.port(name).change(wanted));
            }
        }

        private void fill(String name) {
            boolean full = model.full.add(name) || !model.full.remove(name);
            nic(name).full(full);
        }

        private void flush() {
            model.table.values().removeIf(known -> !known.pinned());
            bench.vswitch.macs().flush();
        }

        private void block(String name) {
            PortState state = dice.oneIn(2) ? PortState.FORWARDING : dice.portState();
            model.state(name, state);
            bench.port(name).state(state);
        }

        private void limit() {
            SwitchSettings wanted = model.settings.withTableLimit(1 + dice.upTo(10));
            model.limit(wanted, bench.now);
            bench.vswitch.change(wanted);
        }

        private void say(String where, String from) {
            Frame frame = dice.frame(Objects.requireNonNull(model.ports.get(from)));
            List<String> expected = model.frame(from, frame, bench.now);
            Map<String, Long> before = drops();
            if (dice.oneIn(2)) nic(from).says(frame);
            else nic(from).saysTogether(frame);
            if (watched) assertEquals(expected, diary.takeLines(), () -> where + ": " + frame);
            assertEquals(dropsIn(expected, before), drops(), () -> where + ": " + frame);
            assertEquals(
                    expected.stream().filter(line -> line.startsWith("sent")).toList(), heard(), () -> where);
        }

        /** Frames dropped so far, by port and reason. */
        private Map<String, Long> drops() {
            Map<String, Long> drops = new TreeMap<>();
            for (Port port : bench.vswitch.ports()) {
                for (DropReason why : DropReason.values()) {
                    PortCounters counters = port.counters();
                    long frames = counters.droppedIncoming().frames(why)
                            + counters.droppedOutgoing().frames(why);
                    if (frames > 0) drops.put(port.name() + " " + why, frames);
                }
            }
            return drops;
        }

        private static Map<String, Long> dropsIn(List<String> lines, Map<String, Long> before) {
            Map<String, Long> drops = new TreeMap<>(before);
            for (String line : lines) {
                if (line.startsWith("dropped"))
                    drops.merge(line.replaceAll("dropped (port \\d+) -?\\d+ ", "$1 "), 1L, Long::sum);
            }
            return drops;
        }

        /** What the adapters themselves got, in the model's words. */
        private List<String> heard() {
            List<String> lines = new ArrayList<>();
            for (String name : model.ports.keySet()) {
                for (Frame frame : nic(name).takeHeard()) lines.add("sent " + name + " " + frame.tag());
            }
            return lines;
        }

        private RecordingNic nic(String name) {
            return Objects.requireNonNull(nics.get(name));
        }

        private Map<SwitchModel.Place, String> modelTable() {
            model.expire(bench.now);
            Map<SwitchModel.Place, String> shown = new TreeMap<>();
            model.table.forEach((place, known) -> shown.put(place, known.port() + (known.pinned() ? " pinned" : "")));
            return shown;
        }

        private Map<SwitchModel.Place, String> realTable() {
            Map<SwitchModel.Place, String> shown = new TreeMap<>();
            for (MacEntry entry : bench.vswitch.macs().entries()) {
                SwitchModel.Place place =
                        new SwitchModel.Place(entry.vlan(), entry.address().bits());
                shown.put(place, entry.port().name() + (entry.pinned() ? " pinned" : ""));
            }
            return shown;
        }
    }
}
