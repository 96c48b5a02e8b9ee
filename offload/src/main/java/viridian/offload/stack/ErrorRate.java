package viridian.offload.stack;

/**
 * Lets so many errors out and no more (RFC 1812 section 4.3.2.8), so that a flood of packets nobody wants does not become
 * a flood of errors nobody wants.
 */
final class ErrorRate {

    private static final int BURST = 10; // our choice, as is the rate: 100 a second
    private static final long ONE_EACH_NANOS = 10_000_000L;

    private int left = BURST;
    private long since;

    /** Whether one more may be sent now. */
    boolean allows(long now) {
        long earned = (now - since) / ONE_EACH_NANOS;
        if (left + earned >= BURST) {
            left = BURST;
            since = now;
        } else {
            left += (int) earned;
            since += earned * ONE_EACH_NANOS;
        }
        if (left == 0) return false;
        left--;
        return true;
    }
}
