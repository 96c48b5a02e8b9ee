package viridian.vswitch.multicast;

/**
 * How long things about groups hold (RFC 3376 section 8, RFC 3810 section 9). Times are nanoseconds.
 *
 * @param robustness how often a message may be lost, 1 to 7
 * @param intervalNanos time between general queries
 * @param maxResponseNanos within which time hosts answer a general query
 */
public record Timing(int robustness, long intervalNanos, long maxResponseNanos) {

    private static final long SECOND = 1_000_000_000L;

    /** The standards' own defaults. */
    public static final Timing STANDARD = new Timing(2, 125 * SECOND, 10 * SECOND);

    /** The longest interval a query can tell (RFC 3376 section 4.1.7). */
    private static final long LONGEST_INTERVAL = 31_744 * SECOND;

    public Timing {
        if (robustness < 1 || robustness > 7) {
            throw new IllegalArgumentException("robustness is 1 to 7, not " + robustness);
        }
        if (intervalNanos < SECOND || intervalNanos > LONGEST_INTERVAL) {
            throw new IllegalArgumentException("queries are 1 to 31744 seconds apart, not " + intervalNanos + " ns");
        }
        // RFC 3376 section 8.3: the answers to one query have come before the next one is asked.
        if (maxResponseNanos < SECOND / 10 || maxResponseNanos >= intervalNanos) {
            throw new IllegalArgumentException(
                    "hosts answer in a tenth of a second to the time between queries, not in " + maxResponseNanos
                            + " ns");
        }
    }

    /** How long a member is believed after its last report (RFC 3376 section 8.4). */
    public long membershipNanos() {
        return robustness * intervalNanos + maxResponseNanos;
    }

    /** How long another querier is believed after its last query (RFC 3376 section 8.5). */
    public long otherQuerierNanos() {
        return robustness * intervalNanos + maxResponseNanos / 2;
    }

    /** Time between the first queries of a querier (RFC 3376 section 8.6). */
    long startupIntervalNanos() {
        return intervalNanos / 4;
    }

    /** What the network's querier goes by, as far as it tells; the rest as here (RFC 3376 sections 4.1.6 and 4.1.7). */
    Timing adopting(GroupMessage.Query query) {
        int times = query.robustness() == 0 ? robustness : query.robustness();
        long interval = query.intervalNanos() == 0 ? intervalNanos : query.intervalNanos();
        long response = Math.clamp(query.maxResponseNanos(), SECOND / 10, interval - 1);
        return new Timing(times, interval, response);
    }
}
