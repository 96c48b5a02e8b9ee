package viridian.vswitch.acl;

/**
 * The connections that stateful rules of a port let pass, so that what answers them passes as well: TCP and UDP by
 * addresses and ports, pings by their identifier, other protocols by addresses. Safe for several threads.
 */
final class Connections {

    /** How many a port remembers at once; our choice, 600 kilobytes. */
    static final int CAPACITY = 8192;

    private final FlowTable flows;

    Connections(FlowTable flows) {
        this.flows = flows;
    }

    /** The same for other rules. */
    Connections judgedAgain(long[] idleNanos, FlowTable.Judge judge) {
        return new Connections(flows.judgedAgain(idleNanos, judge));
    }

    /** A frame passes by a stateful rule: it is of a known connection, or begins one. */
    void passes(Headers frame, int rule, long now) {
        if (!frame.readConnection()) return;
        long found = flows.find(frame.flow, now);
        if (found != FlowTable.ABSENT && !(frame.isOpening() && isFinished(found))) {
            follow(frame, found, now);
        } else if (frame.mayBegin()) {
            int marks = frame.outbound ? FlowTable.GUEST_BEGAN : 0;
            flows.put(frame.flow, frame.localMac(), frame.remoteMac(), rule, marks, now);
        }
    }

    private static boolean isFinished(long found) {
        int both = FlowTable.LOCAL_FINISHED | FlowTable.REMOTE_FINISHED;
        return (FlowTable.marks(found) & both) == both;
    }

    /**
     * Whether a frame answers a known connection: it goes the other way than the connection's first frame, and does not
     * ask for a connection of its own.
     *
     * @param really whether the frame then passes; otherwise somebody only asks
     */
    boolean isAnswer(Headers frame, long now, boolean really) {
        if (frame.isOpening() || !frame.readConnection()) return false;
        long found = flows.find(frame.flow, now);
        if (found == FlowTable.ABSENT || guestBegan(found) == frame.outbound) return false;
        if (really) follow(frame, found, now);
        return true;
    }

    /** Whether a frame is an ICMP error about a packet of a known connection. */
    boolean isErrorOfOne(Headers frame, long now) {
        return frame.readQuoted() && flows.find(frame.quoted, now) != FlowTable.ABSENT;
    }

    private void follow(Headers frame, long found, long now) {
        if (frame.isReset()) {
            flows.remove(frame.flow);
            return;
        }
        flows.see(found, now);
        int marks = FlowTable.marks(found);
        int more = marks;
        if (guestBegan(found) != frame.outbound) more |= FlowTable.ANSWERED;
        if (frame.isFinishing()) more |= frame.outbound ? FlowTable.LOCAL_FINISHED : FlowTable.REMOTE_FINISHED;
        if (more != marks) flows.mark(frame.flow, more);
    }

    private static boolean guestBegan(long found) {
        return (FlowTable.marks(found) & FlowTable.GUEST_BEGAN) != 0;
    }

    int size(long now) {
        return flows.size(now);
    }

    long evictions() {
        return flows.evictions();
    }
}
