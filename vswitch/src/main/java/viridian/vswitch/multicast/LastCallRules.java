package viridian.vswitch.multicast;

/**
 * How the switch asks whether anybody still listens after somebody has left (RFC 3376 sections 8.8 and 8.9).
 *
 * @param version of the protocol to ask by
 * @param count how often it asks
 * @param intervalNanos time between two questions, within which hosts answer
 */
record LastCallRules(int version, int count, long intervalNanos) {

    /** Questions leave on the tick of a clock, and answers to the last of them may take all their time. */
    private static final long SLACK_NANOS = 150_000_000L;

    /** How long after the first question nobody has answered. */
    long patienceNanos() {
        return count * intervalNanos + SLACK_NANOS;
    }
}
