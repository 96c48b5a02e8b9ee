package viridian.vswitch.bandwidth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinkSharesTest {

    private static final long SECOND = 1_000_000_000L;
    private static final long MILLISECOND = 1_000_000L;
    private static final double CAPACITY = 100e6;

    private final List<Source> sources = new ArrayList<>();

    @Test
    void underOverloadEachGetsByItsWeight() {
        overload(3);
        assertShares(run(1, 2, 7), 10, 20, 70);
    }

    @Test
    void whoSendsMuchMoreThanOthersGetsNoMoreForIt() {
        sources.add(Source.constant(1514, 10 * CAPACITY));
        sources.add(Source.constant(60, 0.5 * CAPACITY));
        sources.add(Source.constant(9014, CAPACITY));
        assertShares(run(1, 2, 7), 10, 20, 70);
    }

    @Test
    void theShareOfAnIdlePortIsLentByWeight() {
        overload(2);
        assertShares(run(1, 2, 7), 100 / 3.0, 200 / 3.0, 0);
    }

    @Test
    void whoWantsLessThanItsShareGetsAllItWants() {
        overload(2);
        sources.add(Source.constant(1514, 0.4 * CAPACITY));
        assertShares(run(1, 2, 7), 20, 40, 40);
    }

    @Test
    void aLinkWithRoomForAllDropsNothing() {
        for (int i = 0; i < 3; i++) sources.add(Source.constant(1514, 0.33 * CAPACITY));
        List<Flow> flows = run(1, 2, 7);
        for (Flow flow : flows) assertEquals(0, flow.meter().droppedFrames(), flow.name());
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void aShareHoldsBesidePortsThatComeAndGoInBursts(long seed) {
        sources.add(Source.constant(1514, CAPACITY));
        sources.add(Source.onAndOff(1514, 0.5 * CAPACITY, 50 * MILLISECOND, seed));
        sources.add(Source.onAndOff(1514, 1.5 * CAPACITY, 20 * MILLISECOND, seed + 100));
        List<Flow> flows = run(5, 3, 2);
        double[] passed = passed(flows);
        assertTrue(passed[0] > 49, () -> "seed " + seed + ": its half was sure, and it got " + passed[0]);
        assertEquals(100, passed[0] + passed[1] + passed[2], 1.5, "seed " + seed);
    }

    @Test
    void whoeverWakesHasItsShareAtOnce() {
        sources.add(Source.constant(1514, 2 * CAPACITY));
        LinkShares link = link(1, 9);
        run(link, 2 * SECOND);
        Flow woken = link.flows().getLast();
        int passed = 0;
        for (int i = 0; i < 50; i++) {
            if (link.admits(woken, 1514, 2 * SECOND + i * 100_000L)) passed++;
        }
        assertEquals(50, passed); // 121 of its 90 Mbit/s for five milliseconds: its burst
    }

    private void overload(int count) {
        for (int i = 0; i < count; i++) sources.add(Source.constant(1514, (1 + 0.1 * i) * CAPACITY));
    }

    private static LinkShares link(double... weights) {
        double all = 0;
        for (double weight : weights) all += weight;
        List<Flow> flows = new ArrayList<>();
        for (double weight : weights) {
            flows.add(new Flow("weight " + weight, weight, CAPACITY * weight / all, new Meter()));
        }
        return new LinkShares(CAPACITY, flows);
    }

    private List<Flow> run(double... weights) {
        LinkShares link = link(weights);
        run(link, 10 * SECOND);
        return link.flows();
    }

    /** Lets the sources send, in the order of time, and looks ten times a second as the switch's clockwork does. */
    private void run(LinkShares link, long end) {
        for (long tick = 0; tick <= end; tick += SECOND / 10) {
            for (Flow flow : link.flows()) flow.meter().look(tick);
            sendUntil(link, Math.min(end, tick + SECOND / 10));
        }
    }

    private void sendUntil(LinkShares link, long end) {
        while (true) {
            int first = 0;
            for (int i = 1; i < sources.size(); i++) {
                if (sources.get(i).next() < sources.get(first).next()) first = i;
            }
            Source source = sources.get(first);
            if (source.next() >= end) return;
            link.admits(link.flows().get(first), source.bytes(), source.next());
            source.sent();
        }
    }

    private static double[] passed(List<Flow> flows) {
        return flows.stream()
                .mapToDouble(flow -> flow.meter().rates().passed() / 1e6)
                .toArray();
    }

    /** Megabits per second, of a link of a hundred. */
    private static void assertShares(List<Flow> flows, double... wanted) {
        double[] passed = passed(flows);
        for (int i = 0; i < wanted.length; i++) {
            assertEquals(
                    wanted[i],
                    passed[i],
                    Math.max(0.02 * wanted[i], 0.01),
                    flows.get(i).name());
        }
    }
}
