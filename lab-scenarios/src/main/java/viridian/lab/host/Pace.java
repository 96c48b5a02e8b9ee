package viridian.lab.host;

import java.util.concurrent.TimeUnit;

/** So many a second, in small bursts a millisecond or more apart: whoever falls behind does not catch up. */
final class Pace {

    private static final int BURSTS_PER_SECOND = 500;

    private final int burst;
    private final long gapNanos;

    Pace(int perSecond) {
        burst = Math.max(1, perSecond / BURSTS_PER_SECOND);
        gapNanos = TimeUnit.SECONDS.toNanos(1) * burst / perSecond;
    }

    /** How many go together. */
    int burst() {
        return burst;
    }

    /** Waits until the next burst may go. */
    void rest() throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(gapNanos);
    }
}
