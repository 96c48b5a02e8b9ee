package viridian.vswitch.acl;

import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Flows that were seen to pass, for as long as they are not idle. It holds a fixed number of them, in sets of eight by a
 * keyed hash; a new flow in a full set takes the place of one that has ended, else of one that was never answered, else of
 * the one longest idle: so whoever tries many connections that lead nowhere pushes out his own.
 *
 * <p>Safe for several threads. Finding a flow takes no lock: a set's version is odd while somebody changes the set, and who
 * reads looks again if it was not the same throughout. Adding, removing and marking are rare and take the set for a moment.
 */
final class FlowTable {

    /** What {@link #find} answers if there is no such flow. */
    static final long ABSENT = -1;

    /** The flow began with a frame from the guest. */
    static final int GUEST_BEGAN = 1;

    /** A frame has gone the other way. */
    static final int ANSWERED = 2;

    /** One side, or the other, has sent its last. */
    static final int LOCAL_FINISHED = 4;

    static final int REMOTE_FINISHED = 8;
    private static final int FINISHED = LOCAL_FINISHED | REMOTE_FINISHED;

    private static final int WAYS = 8;

    /** A flow's words: the five that name it; local MAC and rule; remote MAC and marks; when it was last seen. */
    private static final int WORDS = 8;

    private static final int OWNER = 5;
    private static final int STATE = 6;
    private static final int SEEN = 7;

    private static final long SECOND = 1_000_000_000L;

    /** How long after both sides have finished the last acknowledgements may still come; our choice. */
    private static final long LINGER_NANOS = 10 * SECOND;

    /**
     * How exactly it is known when a flow was last seen. Noting less often keeps two threads that carry the two directions
     * from taking the memory from each other with each frame.
     */
    private static final long GRAIN_NANOS = SECOND / 10;

    /** Odd, and with no pattern in its bits: the golden ratio's. */
    private static final long SCATTER = 0x9E37_79B9_7F4A_7C15L;

    private final int sets;
    private final long secret;
    private final long[] idleNanos;

    /** A hash of each flow, so that a search reads one line of memory; 0 for a free place. */
    private final long[] prints;

    private final long[] flows;
    private final AtomicIntegerArray versions;
    private final AtomicLong evictions = new AtomicLong();

    /**
     * @param capacity how many flows it can hold, a power of two and at least eight
     * @param secret keys the hash, so that nobody outside can choose flows that fall together
     * @param idleNanos for each rule, how long the flows it lets pass may be idle
     */
    FlowTable(int capacity, long secret, long[] idleNanos) {
        this.sets = capacity / WAYS;
        this.secret = secret;
        this.idleNanos = idleNanos;
        this.prints = new long[capacity];
        this.flows = new long[capacity * WORDS];
        this.versions = new AtomicIntegerArray(sets);
    }

    /** The place and the marks of a flow that is alive, for {@link #marks} and {@link #see}; or {@link #ABSENT}. */
    long find(Flow flow, long now) {
        long print = print(flow);
        int set = set(print);
        while (true) {
            int version = settled(set);
            int place = search(flow, print, set);
            long found = place >= 0 && isAlive(place, now) ? found(place) : ABSENT;
            VarHandle.acquireFence();
            if (versions.getOpaque(set) == version) return found;
        }
    }

    private long found(int place) {
        return (long) place << 16 | (flows[place * WORDS + STATE] & 0xFFFF);
    }

    /** The marks of a flow {@link #find} found. */
    static int marks(long found) {
        return (int) found & 0xFFFF;
    }

    /** A found flow was seen again. If its place has another one by now, that is new anyway. */
    void see(long found, long now) {
        int at = (int) (found >>> 16) * WORDS + SEEN;
        if (now - flows[at] > GRAIN_NANOS) flows[at] = now;
    }

    /** Adds marks to a flow, if it is still there. */
    void mark(Flow flow, int marks) {
        long print = print(flow);
        int set = set(print);
        int version = take(set);
        int place = search(flow, print, set);
        if (place >= 0) flows[place * WORDS + STATE] |= marks;
        versions.setRelease(set, version + 2);
    }

    void remove(Flow flow) {
        long print = print(flow);
        int set = set(print);
        int version = take(set);
        int place = search(flow, print, set);
        if (place >= 0) prints[place] = 0;
        versions.setRelease(set, version + 2);
    }

    /** Adds a flow as new, in the place of what was known of it. */
    void put(Flow flow, long localMac, long remoteMac, int rule, int marks, long now) {
        long print = print(flow);
        int set = set(print);
        int version = take(set);
        int known = search(flow, print, set);
        int place = known >= 0 ? known : spare(set, now);
        prints[place] = print;
        int at = place * WORDS;
        flows[at] = flow.number;
        flows[at + 1] = flow.localHigh;
        flows[at + 2] = flow.localLow;
        flows[at + 3] = flow.remoteHigh;
        flows[at + 4] = flow.remoteLow;
        flows[at + OWNER] = localMac << 16 | rule;
        flows[at + STATE] = remoteMac << 16 | marks;
        flows[at + SEEN] = now;
        versions.setRelease(set, version + 2);
    }

    /** The place a new flow gets. */
    private int spare(int set, long now) {
        int best = set * WAYS;
        for (int place = best; place < (set + 1) * WAYS; place++) {
            if (isSparer(place, best, now)) best = place;
        }
        if (dearness(best, now) > 0) evictions.getAndIncrement();
        return best;
    }

    private boolean isSparer(int place, int than, long now) {
        int one = dearness(place, now);
        int other = dearness(than, now);
        return one != other ? one < other : flows[place * WORDS + SEEN] - flows[than * WORDS + SEEN] < 0;
    }

    private int dearness(int place, long now) {
        if (prints[place] == 0 || !isAlive(place, now)) return 0;
        long marks = flows[place * WORDS + STATE];
        if ((marks & FINISHED) == FINISHED) return 1;
        return (marks & ANSWERED) == 0 ? 2 : 3;
    }

    private int search(Flow flow, long print, int set) {
        for (int place = set * WAYS; place < (set + 1) * WAYS; place++) {
            if (prints[place] == print && isAt(place * WORDS, flow)) return place;
        }
        return -1;
    }

    private boolean isAt(int at, Flow flow) {
        return flows[at] == flow.number
                && flows[at + 1] == flow.localHigh
                && flows[at + 2] == flow.localLow
                && flows[at + 3] == flow.remoteHigh
                && flows[at + 4] == flow.remoteLow;
    }

    private boolean isAlive(int place, long now) {
        int at = place * WORDS;
        long idle = idleNanos[(int) flows[at + OWNER] & 0xFFFF];
        boolean finished = (flows[at + STATE] & FINISHED) == FINISHED;
        long allowed = finished ? Math.min(idle, LINGER_NANOS) : idle;
        return now - flows[at + SEEN] < allowed + GRAIN_NANOS;
    }

    private long print(Flow flow) {
        long hash = scatter(secret ^ flow.number);
        hash = scatter(hash ^ flow.localHigh);
        hash = scatter(hash ^ flow.localLow);
        hash = scatter(hash ^ flow.remoteHigh);
        hash = scatter(hash ^ flow.remoteLow);
        return hash | 1;
    }

    private static long scatter(long bits) {
        long product = bits * SCATTER;
        return product ^ (product >>> 32);
    }

    private int set(long print) {
        return (int) (print >>> 1) & (sets - 1);
    }

    /** The version of a set nobody is changing. */
    private int settled(int set) {
        int version = versions.getAcquire(set);
        for (int turns = 1; (version & 1) != 0; turns++) {
            pause(turns);
            version = versions.getAcquire(set);
        }
        return version;
    }

    /** Waits until nobody else changes a set, and keeps others from it. Whoever took it sets its version two higher. */
    private int take(int set) {
        for (int turns = 1; ; turns++) {
            int version = settled(set);
            if (versions.compareAndSet(set, version, version + 1)) {
                VarHandle.fullFence();
                return version;
            }
            pause(turns);
        }
    }

    // Whoever has the set is busy for some nanoseconds, unless his processor was taken away from him.
    private static void pause(int turns) {
        if (turns % 64 == 0) LockSupport.parkNanos(1_000);
        else Thread.onSpinWait();
    }

    /** How many flows are alive. */
    int size(long now) {
        int size = 0;
        for (int place = 0; place < prints.length; place++) {
            if (prints[place] != 0 && isAlive(place, now)) size++;
        }
        return size;
    }

    /** How many flows lost their place while they were alive. */
    long evictions() {
        return evictions.get();
    }

    /** Says by which rule a flow is let pass now, or a negative number if it is not. */
    interface Judge {
        int judge(Flow flow, long localMac, long remoteMac, boolean guestBegan);
    }

    /** A table for other rules, with the flows of this one that they let pass. */
    FlowTable judgedAgain(long[] idleByRule, Judge judge) {
        FlowTable judged = new FlowTable(prints.length, secret, idleByRule);
        Flow flow = new Flow();
        for (int set = 0; set < sets; set++) {
            int version = take(set);
            for (int place = set * WAYS; place < (set + 1) * WAYS; place++) {
                if (prints[place] != 0) judged.adopt(this, place, flow, judge);
            }
            versions.setRelease(set, version + 2);
        }
        judged.evictions.set(evictions.get());
        return judged;
    }

    private void adopt(FlowTable other, int place, Flow flow, Judge judge) {
        int at = place * WORDS;
        flow.number = other.flows[at];
        flow.localHigh = other.flows[at + 1];
        flow.localLow = other.flows[at + 2];
        flow.remoteHigh = other.flows[at + 3];
        flow.remoteLow = other.flows[at + 4];
        long localMac = other.flows[at + OWNER] >>> 16;
        long remoteMac = other.flows[at + STATE] >>> 16;
        int marks = (int) other.flows[at + STATE] & 0xFFFF;
        int rule = judge.judge(flow, localMac, remoteMac, (marks & GUEST_BEGAN) != 0);
        if (rule >= 0) put(flow, localMac, remoteMac, rule, marks, other.flows[at + SEEN]);
    }
}
