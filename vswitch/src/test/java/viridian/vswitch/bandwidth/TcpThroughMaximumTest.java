package viridian.vswitch.bandwidth;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/**
 * How deep a bucket has to be, seen from a sender who is held back by drops only: TCP in its plainest form (RFC 5681
 * section 3.1, RFC 6582), which sends a window in each round trip, makes it a segment longer when all of it arrived, and half
 * as long when not, once for the losses of a window.
 */
class TcpThroughMaximumTest {

    private static final int SEGMENT = 1514;
    private static final long ROUND_TRIP_NANOS = 20_000_000;
    private static final double MAXIMUM = 20e6;

    @Test
    void aTcpSenderReachesAllOfItsMaximumWithTheUsualBurst() {
        double reached = reached(Maximum.usualBurst((long) MAXIMUM));
        assertTrue(reached > 0.98 && reached < 1.01, "reached " + reached);
    }

    @Test
    void aTenthOfTheUsualBurstWouldCostASixth() {
        double reached = reached(Maximum.usualBurst((long) MAXIMUM) / 10);
        assertTrue(reached < 0.85, "reached " + reached);
    }

    /** The part of the maximum that arrived in a minute. */
    private static double reached(double burstBytes) {
        TokenBucket bucket = new TokenBucket(MAXIMUM, burstBytes);
        int rounds = 3000;
        long arrived = 0;
        int window = 10;
        boolean recovering = false;
        for (int round = 0; round < rounds; round++) {
            int through = 0;
            for (int i = 0; i < window; i++) {
                long now = round * ROUND_TRIP_NANOS + i * ROUND_TRIP_NANOS / window;
                if (bucket.take(SEGMENT, now)) through++;
            }
            arrived += through;
            boolean lost = through < window && !recovering;
            window = lost ? Math.max(2, window / 2) : window + 1;
            recovering = lost;
        }
        return arrived * SEGMENT * 8e9 / (rounds * ROUND_TRIP_NANOS) / MAXIMUM;
    }
}
