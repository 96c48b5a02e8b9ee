package viridian.tools.bench.adapters;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Legacy adapters in worker processes, carrying frames as they do while they are measured. */
@Timeout(120)
class WorkerRoadIT {

    private static final int FRAMES = 500;

    @Test
    void everyFrameArrivesAndWhatItCostInBothProcessesIsCounted() {
        try (Road road = Roads.of(AdapterCase.named("worker-60"))) {
            assertEquals(2, workers());
            Cost before = road.cost();
            road.carry(FRAMES);
            assertTrue(road.lone() > 0);
            Cost cost = road.cost().minus(before);
            assertEquals(2 * 5 * (FRAMES + 1), cost.copies(), "both sides of each frame");
            assertTrue(cost.exits() > 0 && cost.signals() > 0 && cost.switches() > 0, cost::toString);
            // The clock of another process's time has steps of ten milliseconds; starting takes many of them.
            assertTrue(road.nanosElsewhere() > 0);
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> workers() == 0);
    }

    private static long workers() {
        return ProcessHandle.current()
                .children()
                .filter(child ->
                        child.isAlive() && child.info().command().orElse("").endsWith("/java"))
                .count();
    }
}
