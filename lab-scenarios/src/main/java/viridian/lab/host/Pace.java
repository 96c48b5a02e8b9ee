package viridian.lab.host;

import java.util.concurrent.TimeUnit;
import viridian.lab.topology.Action;

/**
 * So many a second, in small bursts a millisecond or more apart: whoever falls behind does not catch up. Without a pace, in
 * bursts with nothing between them.
 */
final class Pace {

    private static final int BURSTS_PER_SECOND = 500;

    /** Our choice: what a program hands over at a time when nothing holds it. */
    private static final int UNPACED_BURST = 64;

    private final int burst;
    private final long gapNanos;

    /** @param perSecond may be {@link Action.Stream#UNPACED} */
    Pace(int perSecond) {
        if (perSecond == Action.Stream.UNPACED) {
            burst = UNPACED_BURST;
            gapNanos = 0;
            return;
        }
        burst = Math.max(1, perSecond / BURSTS_PER_SECOND);
        gapNanos = TimeUnit.SECONDS.toNanos(1) * burst / perSecond;
    }

    /** How many go together. */
    int burst() {
        return burst;
    }

    /** Waits until the next burst may go. */
    void rest() throws InterruptedException {
        if (gapNanos > 0) TimeUnit.NANOSECONDS.sleep(gapNanos);
    }
}
