package viridian.vswitch.acl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Flows are found while they are alive, and the table never holds more than it has room for. */
class FlowTableTest {

    private static final long SECOND = 1_000_000_000L;
    private static final long[] IDLE = {60 * SECOND, 5 * SECOND};

    private static Flow flow(int number) {
        Flow flow = new Flow();
        flow.localLow = 0x0A00_0001;
        flow.remoteLow = number;
        flow.ports(false, 17, number, 53);
        return flow;
    }

    private record Known(int marks, long seen, int rule) {}

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void rememberAsAMapDoesWhileThereIsRoom(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        FlowTable table = new FlowTable(4096, seed, IDLE);
        Map<Integer, Known> model = new HashMap<>();
        long now = 0;
        for (int step = 0; step < 20_000; step++) {
            now += random.nextLong(SECOND / 5);
            int number = random.nextInt(200);
            switch (random.nextInt(5)) {
                case 0 -> {
                    int rule = random.nextInt(2);
                    table.put(flow(number), 1, 2, rule, FlowTable.GUEST_BEGAN, now);
                    model.put(number, new Known(FlowTable.GUEST_BEGAN, now, rule));
                }
                case 1 -> {
                    table.remove(flow(number));
                    model.remove(number);
                }
                case 2 -> {
                    table.mark(flow(number), FlowTable.ANSWERED);
                    model.computeIfPresent(
                            number,
                            (any, known) -> new Known(known.marks | FlowTable.ANSWERED, known.seen, known.rule));
                }
                default -> {
                    Known known = model.get(number);
                    // Between the timeout and a tenth of a second more either answer is right.
                    if (known != null
                            && now - known.seen >= IDLE[known.rule]
                            && now - known.seen < IDLE[known.rule] + SECOND / 10) continue;
                    boolean alive = known != null && now - known.seen < IDLE[known.rule];
                    long found = table.find(flow(number), now);
                    assertEquals(alive, found != FlowTable.ABSENT, "seed " + seed + ", step " + step);
                    if (alive && known != null) assertEquals(known.marks, FlowTable.marks(found));
                }
            }
        }
    }

    @Test
    void aFullSetGivesUpWhatNobodyMissesFirst() {
        FlowTable table = new FlowTable(8, 1, IDLE);
        for (int i = 0; i < 8; i++) table.put(flow(i), 1, 2, 0, FlowTable.ANSWERED, i);
        table.mark(flow(5), FlowTable.LOCAL_FINISHED | FlowTable.REMOTE_FINISHED);
        table.put(flow(10), 1, 2, 0, 0, 10);
        assertEquals(FlowTable.ABSENT, table.find(flow(5), 10), "the finished one");
        table.put(flow(11), 1, 2, 0, FlowTable.ANSWERED, 11);
        assertEquals(FlowTable.ABSENT, table.find(flow(10), 11), "the one nobody answered");
        table.put(flow(12), 1, 2, 0, FlowTable.ANSWERED, 12);
        assertEquals(FlowTable.ABSENT, table.find(flow(0), 12), "the one longest idle");
        assertNotEquals(FlowTable.ABSENT, table.find(flow(1), 12));
        assertEquals(8, table.size(12));
        assertEquals(3, table.evictions());
    }

    @Test
    void anotherTableTakesOverWhatIsStillAllowed() {
        FlowTable table = new FlowTable(64, 1, IDLE);
        table.put(flow(1), 1, 2, 0, FlowTable.ANSWERED, 0);
        table.put(flow(2), 1, 3, 0, 0, 0);
        FlowTable next =
                table.judgedAgain(new long[] {SECOND}, (flow, local, remote, guestBegan) -> remote == 2 ? 0 : -1);
        assertEquals(FlowTable.ANSWERED, FlowTable.marks(next.find(flow(1), 0)));
        assertEquals(FlowTable.ABSENT, next.find(flow(2), 0));
        assertEquals(FlowTable.ABSENT, next.find(flow(1), 2 * SECOND));
    }

    /** Threads that add, remove and mark in one set must not see each other's flows half written. */
    @Test
    void severalThreadsNeverSeeHalfAFlow() throws Exception {
        FlowTable table = new FlowTable(8, 1, IDLE);
        try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
            List<Future<?>> works = new ArrayList<>();
            for (int thread = 0; thread < 3; thread++) {
                int seed = thread;
                works.add(threads.submit(() -> hammer(table, new SplittableRandom(seed))));
            }
            for (Future<?> work : works) work.get();
        }
    }

    /** Every flow has marks that follow from its number, so a mixture of two is noticed. */
    private static void hammer(FlowTable table, SplittableRandom random) {
        for (int i = 0; i < 100_000; i++) {
            int number = random.nextInt(24);
            int marks = number << 4;
            switch (random.nextInt(4)) {
                case 0 -> table.put(flow(number), number, number, 0, marks, 0);
                case 1 -> table.remove(flow(number));
                default -> {
                    long found = table.find(flow(number), 0);
                    if (found != FlowTable.ABSENT) assertEquals(marks, FlowTable.marks(found));
                }
            }
        }
    }
}
