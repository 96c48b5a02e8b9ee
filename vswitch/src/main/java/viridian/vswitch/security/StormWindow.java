package viridian.vswitch.security;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts what a port sends to everybody, within a second that begins with the first such frame. Takes no lock:
 * where threads meet while one second gives way to the next, a frame may be counted in the wrong one.
 */
final class StormWindow {

    private static final long WINDOW_NANOS = 1_000_000_000L;

    /** When this second began. */
    private final AtomicLong began = new AtomicLong();

    /** Which second is counted, the lower half of its beginning, 63:32; how many frames, 31:0. 0 before the first. */
    private final AtomicLong count = new AtomicLong();

    /** Counts a frame. Whether it is within the limit. */
    boolean admits(long now, int limit) {
        long beginning = began.get();
        if (isOver(beginning, now) && began.compareAndSet(beginning, now)) beginning = now;
        else beginning = began.get();
        while (true) {
            long counted = count.get();
            int frames = frames(counted, beginning);
            if (frames >= limit) return false;
            if (count.compareAndSet(counted, (beginning << 32) | (frames + 1))) return true;
        }
    }

    /** Whether a frame would be within the limit; it is not counted. */
    boolean wouldAdmit(long now, int limit) {
        long beginning = began.get();
        return isOver(beginning, now) || frames(count.get(), beginning) < limit;
    }

    private static int frames(long counted, long beginning) {
        return (int) (counted >>> 32) == (int) beginning ? (int) counted : 0;
    }

    // Threads read the clock at different times, so a frame may be a little older than the second it is counted in; if
    // it
    // is much older, the clock was set.
    private boolean isOver(long beginning, long now) {
        if (count.get() == 0) return true;
        long elapsed = now - beginning;
        return elapsed >= WINDOW_NANOS || elapsed <= -WINDOW_NANOS;
    }
}
