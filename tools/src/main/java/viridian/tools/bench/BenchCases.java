package viridian.tools.bench;

import java.util.List;
import java.util.regex.Pattern;
import viridian.tools.bench.BenchCase.Subject;

/** The cases that are measured, and what is asked of them; the first is the one the others are compared with. */
public final class BenchCases {

    private static final String GOAL = "unicast-60";

    /** What differs by less is the same, on a machine that is not ours alone. */
    private static final double THE_SAME = 1.15;

    /** Two cores do 1.7 times as much as one. */
    private static final double TWO_CORES = 2 / 1.7;

    private static final List<BenchCase> ALL = List.of(
            BenchCase.named(GOAL).against(new Bar.Rate(30e6)),
            BenchCase.named("bare-loop").of(Subject.BARE_LOOP),
            BenchCase.named("adapters").of(Subject.ADAPTERS),
            BenchCase.named("unicast-1514").frames(1514).against(new Bar.Rate(8e6)),
            BenchCase.named("unicast-9014").frames(9014).against(new Bar.Rate(2.5e6)),
            BenchCase.named("addresses-10k").stations(10_000).against(new Bar.Cost(GOAL, 3)),
            BenchCase.named("addresses-1m").stations(1_000_000).against(new Bar.Cost(GOAL, 3)),
            BenchCase.named("bare-loop-1m").of(Subject.BARE_LOOP).stations(1_000_000),
            BenchCase.named("adapters-1m").of(Subject.ADAPTERS).stations(1_000_000),
            BenchCase.named("two-cores").on(2).against(new Bar.Cost(GOAL, TWO_CORES)),
            BenchCase.named("ports-2").at(2, 2),
            BenchCase.named("ports-64").at(64, 8).against(new Bar.Cost(GOAL, THE_SAME)),
            BenchCase.named("ports-1024").at(1024, 8).against(new Bar.Cost(GOAL, THE_SAME)),
            BenchCase.named("talkers-64").stations(10_000).at(64, 64),
            BenchCase.named("talkers-1024").stations(10_000).at(1024, 1024),
            BenchCase.named("broadcast-to-8").stations(9).at(9, 9).with(Traffic.BROADCAST),
            BenchCase.named("vlan").with(Traffic.VLAN),
            BenchCase.named("vlan-1514").with(Traffic.VLAN).frames(1514),
            BenchCase.named("acl-100").with(Traffic.ACCESS_LIST),
            BenchCase.named("capture").with(Traffic.CAPTURE),
            BenchCase.named("capture-1514").with(Traffic.CAPTURE).frames(1514));

    private static final List<String> QUICK =
            List.of(GOAL, "bare-loop", "unicast-1514", "unicast-9014", "addresses-1m", "two-cores");

    private BenchCases() {}

    public static List<BenchCase> all() {
        return ALL;
    }

    /** The few that are asked for most. */
    public static List<BenchCase> quick() {
        return ALL.stream().filter(some -> QUICK.contains(some.name())).toList();
    }

    /**
     * The cases whose name contains what the pattern describes.
     *
     * @throws IllegalArgumentException if there are none
     */
    public static List<BenchCase> matching(Pattern pattern) {
        List<BenchCase> found =
                ALL.stream().filter(some -> pattern.matcher(some.name()).find()).toList();
        if (found.isEmpty()) {
            throw new IllegalArgumentException("no case is called '" + pattern + "'; there is "
                    + String.join(", ", ALL.stream().map(BenchCase::name).toList()));
        }
        return found;
    }

    /**
     * The case of this name.
     *
     * @throws IllegalArgumentException if there is none
     */
    static BenchCase named(String name) {
        return ALL.stream()
                .filter(some -> some.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no case is called '" + name + "'"));
    }
}
