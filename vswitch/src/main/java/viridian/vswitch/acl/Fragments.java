package viridian.vswitch.acl;

/**
 * The packets whose first fragment was let pass, so that the others follow it: they have no ports to be judged by. Safe for
 * several threads.
 */
final class Fragments {

    /** How many packets a port remembers at once; our choice. */
    private static final int CAPACITY = 1024;

    /** As long as a receiver waits for the rest of a packet (RFC 8200 section 4.5). */
    private static final long WAIT_NANOS = 60_000_000_000L;

    private final FlowTable flows;

    Fragments(long secret) {
        flows = new FlowTable(CAPACITY, secret, new long[] {WAIT_NANOS});
    }

    /** A first fragment passes. */
    void passes(Headers frame, long now) {
        frame.readFragments();
        flows.put(frame.flow, frame.localMac(), frame.remoteMac(), 0, 0, now);
    }

    /** Whether a frame is a later fragment of a packet whose first was let pass. */
    boolean isFollower(Headers frame, long now) {
        if (!frame.isFollower()) return false;
        frame.readFragments();
        return flows.find(frame.flow, now) != FlowTable.ABSENT;
    }
}
