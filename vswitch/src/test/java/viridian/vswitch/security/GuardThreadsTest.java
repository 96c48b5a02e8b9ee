package viridian.vswitch.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

/** Several threads carry frames of one port, and each guard still lets through what it says. */
class GuardThreadsTest {

    private static final int THREADS = 4;
    private static final int FRAMES = 20_000;

    @Test
    void aStormIsLimitedForAllThreadsTogether() throws Exception {
        StormWindow window = new StormWindow();
        window.admits(0, 5000);
        assertEquals(4999, admitted(i -> window.admits(i, 5000)));
    }

    @Test
    void noMoreAddressesAreLearnedThanTheLimitAllows() throws Exception {
        DynamicAddresses addresses = new DynamicAddresses();
        admitted(i -> addresses.admits(4, 0, i % 100, 0, 16));
        int known = 0;
        for (int i = 0; i < 100; i++) known += addresses.admits(4, 0, i, 0, 16) ? 1 : 0;
        assertEquals(16, known);
        assertTrue(addresses.wouldAdmit(4, 0, 200, 0, 17));
    }

    /** How often the guard admitted what all threads asked it. */
    private static int admitted(IntPredicate guard) throws Exception {
        Callable<Integer> thread = () -> {
            int admitted = 0;
            for (int i = 0; i < FRAMES; i++) admitted += guard.test(i) ? 1 : 0;
            return admitted;
        };
        List<Callable<Integer>> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) threads.add(thread);
        int admitted = 0;
        try (ExecutorService executor = Executors.newFixedThreadPool(THREADS)) {
            for (Future<Integer> each : executor.invokeAll(threads)) admitted += each.get();
        }
        return admitted;
    }
}
