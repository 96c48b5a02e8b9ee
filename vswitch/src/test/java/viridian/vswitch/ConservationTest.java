package viridian.vswitch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.RecordingNic;

/**
 * No frame is lost without a trace: every frame that came in was delivered to someone, taken by an extension, or
 * counted under exactly one reason at each place that refused it.
 */
class ConservationTest {

    private static final int STEPS = 1500;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {101, 102, 103, 104, 105, 106})
    void everyFrameIsDeliveredOrCountedOnceWhereItWasRefused(long seed) {
        Run run = new Run(seed);
        for (int step = 0; step < STEPS; step++) run.step("seed " + seed + ", step " + step);
        run.settleAccounts("seed " + seed);
    }

    /** The sum over everything a port counted. */
    private record Account(long received, long sent, long taken, long droppedIncoming, long droppedOutgoing) {
        static Account of(PortCounters counters) {
            return new Account(
                    counters.received().frames(),
                    counters.sent().frames(),
                    counters.taken(),
                    counters.droppedIncoming().frames(),
                    counters.droppedOutgoing().frames());
        }

        Account minus(Account before) {
            return new Account(
                    received - before.received,
                    sent - before.sent,
                    taken - before.taken,
                    droppedIncoming - before.droppedIncoming,
                    droppedOutgoing - before.droppedOutgoing);
        }

        Account plus(Account other) {
            return minus(new Account(0, 0, 0, 0, 0).minus(other));
        }

        long fates() {
            return sent + taken + droppedIncoming + droppedOutgoing;
        }
    }

    private static final class Run {
        private final Dice dice;
        private final Workbench bench;
        private final Map<Port, RecordingNic> nics = new HashMap<>();
        private final Map<Port, Long> heard = new HashMap<>();

        /** Ports that are, and some that were: their adapters still talk. */
        private final List<Port> ports = new ArrayList<>();

        Run(long seed) {
            dice = new Dice(seed);
            bench = new Workbench(dice.switchSettings());
            if (dice.oneIn(2))
                bench.vswitch.extend(new Everywhere("whim", SwitchExtension.Kind.FILTER, new Whim(dice)));
        }

        void step(String where) {
            bench.now += dice.upTo((int) (Workbench.SECOND / 20));
            int choice = dice.upTo(100);
            if (ports.isEmpty() || (choice < 3 && ports.size() < 16)) plug(where);
            else if (choice < 5) some().unplug();
            else if (choice < 8) nic(some()).full(dice.oneIn(2));
            else say(where, some());
        }

        private Port some() {
            return ports.get(dice.upTo(ports.size()));
        }

        private RecordingNic nic(Port port) {
            return Objects.requireNonNull(nics.get(port));
        }

        private void plug(String where) {
            RecordingNic nic = new RecordingNic(MacAddress.NONE);
            try {
                Port port = bench.vswitch.plug(dice.portSettings(where), nic);
                ports.add(port);
                nics.put(port, nic);
            } catch (IllegalArgumentException addressIsTaken) {
                assertEquals(ports.size(), nics.size());
            }
        }

        private void say(String where, Port from) {
            Map<Port, Account> before = accounts();
            Frame frame = dice.frame(from.settings());
            nic(from).says(frame);

            Set<Port> touched = new HashSet<>();
            Account total = new Account(0, 0, 0, 0, 0);
            for (Port port : ports) {
                Account change = Account.of(port.counters()).minus(Objects.requireNonNull(before.get(port)));
                assertEquals(port == from ? 1 : 0, change.received, where);
                assertTrue(change.fates() <= 1, () -> where + ": " + frame + " has several fates at " + port);
                if (change.fates() > 0) touched.add(port);
                total = total.plus(change);
            }
            assertTrue(total.fates() > 0, () -> where + ": " + frame + " vanished at " + from);
            if (total.droppedIncoming > 0) assertEquals(Set.of(from), touched, where);
            countHeard();
        }

        private Map<Port, Account> accounts() {
            Map<Port, Account> accounts = new HashMap<>();
            for (Port port : ports) accounts.put(port, Account.of(port.counters()));
            return accounts;
        }

        private void countHeard() {
            nics.forEach((port, nic) -> heard.merge(port, (long) nic.takeHeard().size(), Long::sum));
        }

        /** What the counters call sent is what the adapters got. */
        void settleAccounts(String where) {
            assertTrue(ports.stream().anyMatch(port -> port.counters().sent().frames() > 0), where);
            for (Port port : ports) {
                assertEquals(
                        heard.getOrDefault(port, 0L), port.counters().sent().frames(), where);
            }
        }
    }

    /** A hook without a plan. */
    private record Whim(Dice dice) implements PortHook {
        @Override
        public Verdict ingress(Frame frame, Passage passage) {
            return verdict();
        }

        @Override
        public Verdict egress(Frame frame, Passage passage) {
            return verdict();
        }

        private Verdict verdict() {
            if (dice.oneIn(20)) return Verdict.drop(DropReason.FILTERED);
            return dice.oneIn(20) ? Verdict.TAKEN : Verdict.PASS;
        }
    }
}
