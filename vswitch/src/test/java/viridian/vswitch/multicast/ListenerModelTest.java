package viridian.vswitch.multicast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static viridian.vswitch.multicast.MulticastBench.mac;
import static viridian.vswitch.multicast.Talk.SECOND;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Long random talk of hosts, some of it in older versions, beside a plain model: the same hosts hear the same sources. */
class ListenerModelTest {

    private static final int RUNS = Integer.getInteger("viridian.model.runs", 6);
    private static final int STEPS = 150;
    private static final List<String> PORTS = List.of("ann", "bob", "cat");
    private static final List<GroupRecord.Type> TYPES = List.of(GroupRecord.Type.values());
    private static final long TICK = SECOND / 10;
    private static final long INTERVAL = 260 * SECOND;

    /** Two questions a second apart, and the slack of {@link LastCallRules}. */
    private static final long LAST_MEMBER = 2 * SECOND + 150_000_000L;

    @ParameterizedTest
    @EnumSource
    void theSameHostsHearTheSameSources(GroupProtocol protocol) {
        long seed = System.nanoTime();
        for (int run = 0; run < RUNS; run++) new Run(protocol, seed + run).go();
    }

    private static final class Run {
        private final boolean ipv4;
        private final long seed;
        private final SplittableRandom random;
        private final List<String> groups;
        private final List<String> sources = new ArrayList<>();
        private final MulticastBench bench = MulticastBench.withQuerier();
        private final Map<String, ListenerModel> models = new HashMap<>();
        private String story = "";

        Run(GroupProtocol protocol, long seed) {
            this.ipv4 = protocol == GroupProtocol.IGMP;
            this.seed = seed;
            random = new SplittableRandom(seed);
            groups = ipv4 ? List.of("239.1.1.1", "232.1.1.1") : List.of("ff15::1", "ff35::1");
            for (int i = 1; i <= 4; i++) sources.add((ipv4 ? "10.0.0." : "2001:db8::") + i);
        }

        void go() {
            bench.plug("ann", "bob", "cat", "source");
            bench.settle();
            for (int step = 0; step < STEPS; step++) {
                if (random.nextInt(3) == 0) pass(waits());
                else speak();
                compare();
            }
        }

        private int waits() {
            return switch (random.nextInt(4)) {
                case 0 -> 1;
                case 1 -> 1 + random.nextInt(30);
                case 2 -> 1 + random.nextInt(300);
                default -> 1 + random.nextInt(3000);
            };
        }

        private void pass(int ticks) {
            story += " pass " + ticks + ";";
            for (int i = 0; i < ticks; i++) {
                bench.pass(TICK);
                models.values().forEach(model -> model.expire(bench.now));
                models.values().removeIf(ListenerModel::isGone);
            }
        }

        private void speak() {
            String port = PORTS.get(random.nextInt(PORTS.size()));
            String group = groups.get(random.nextInt(groups.size()));
            String key = port + " " + group;
            boolean known = models.containsKey(key);
            ListenerModel model = models.computeIfAbsent(key, any -> new ListenerModel(INTERVAL, LAST_MEMBER));
            int kind = random.nextInt(14);
            if (kind == 0) {
                story += " " + key + " older report;";
                bench.says(port, ipv4 ? Talk.igmpReport(mac(port), 2, group) : Talk.mldReport(mac(port), group));
                model.olderReport(bench.now);
            } else if (kind == 1) {
                story += " " + key + " older leave;";
                bench.says(port, ipv4 ? Talk.igmpLeave(mac(port), group) : Talk.mldDone(mac(port), group));
                if (known) model.report(GroupRecord.Type.TO_INCLUDE, Set.of(), bench.now, bench.now + TICK);
            } else {
                GroupRecord.Type type = TYPES.get(kind % TYPES.size());
                Set<String> some = someSources();
                story += " " + key + " " + type + some + ";";
                bench.tells(port, type, group, some.toArray(String[]::new));
                model.report(type, some, bench.now, bench.now + TICK);
            }
            if (model.isGone()) models.remove(key);
            pass(1);
        }

        private Set<String> someSources() {
            Set<String> some = new HashSet<>();
            for (String source : sources) {
                if (random.nextInt(3) == 0) some.add(source);
            }
            return some;
        }

        private void compare() {
            for (String group : groups) {
                boolean registered = PORTS.stream().anyMatch(port -> models.containsKey(port + " " + group));
                for (String source : sources) {
                    List<String> expected = PORTS.stream()
                            .filter(port -> !registered || wants(port, group, source))
                            .toList();
                    assertEquals(
                            String.join(" ", expected),
                            bench.hearersOf("source", source, group),
                            () -> "seed " + seed + ": " + source + " to " + group + " after" + story);
                }
            }
        }

        private boolean wants(String port, String group, String source) {
            ListenerModel model = models.get(port + " " + group);
            return model != null && model.wants(source);
        }
    }
}
