package viridian.vswitch.loop.rstp;

/** A port's timers, in seconds to go; 0 is expired (IEEE 802.1D-2004 sections 17.17 and 17.22). */
final class PortTimers {

    /** How long a port waits before it tries the other protocol version, seconds (table 17-1, Migrate Time). */
    static final int MIGRATE_SECONDS = 3;

    /** Until the port is an edge, if no BPDU comes. */
    int edgeDelayWhile;

    /** Until the port may learn, or forward, without anybody's agreement. */
    int fdWhile;

    /** Until the next periodic BPDU. */
    int helloWhen;

    /** While the protocol version is not changed again. */
    int mdelayWhile;

    /** While it was lately a backup port. */
    int rbWhile;

    /** Until what was heard from the segment's designated port is forgotten. */
    int rcvdInfoWhile;

    /** While it was lately a root port. */
    int rrWhile;

    /** While it tells of a topology change. */
    int tcWhile;

    /** How many BPDUs it has sent lately; no timer, but counted down like one. */
    int txCount;

    /** A second has passed. */
    void second() {
        edgeDelayWhile = less(edgeDelayWhile);
        fdWhile = less(fdWhile);
        helloWhen = less(helloWhen);
        mdelayWhile = less(mdelayWhile);
        rbWhile = less(rbWhile);
        rcvdInfoWhile = less(rcvdInfoWhile);
        rrWhile = less(rrWhile);
        tcWhile = less(tcWhile);
        txCount = less(txCount);
    }

    private static int less(int seconds) {
        return Math.max(seconds - 1, 0);
    }
}
