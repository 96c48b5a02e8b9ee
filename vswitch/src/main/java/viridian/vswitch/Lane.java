package viridian.vswitch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.frame.Frame;

/**
 * One thread's share of a switch: what it has counted, which ports it still has to flush, what time it is for its burst, and
 * whether it is carrying frames at this moment. Nothing in it is shared with another thread that carries, so a frame on its way
 * costs no atomic operation.
 *
 * <p>What is done to a frame besides deciding is done here, so that a {@link Rehearsal} can tell it instead.
 */
class Lane {

    /** How long a burst takes to be carried, generously. */
    private static final long MOMENT_NANOS = 10_000;

    private static final VarHandle TRIPS = tripsHandle();

    private final VirtualSwitch vswitch;
    private final Passage passage = new Passage(this);

    /** Who carries here. Another thread takes the lane over when this one has ended. */
    private volatile Thread carrier;

    /** For frames handed in while this lane carries one, on the same thread: an extension that sends. */
    private @Nullable Lane inner;

    /** Odd while frames are carried. */
    @SuppressWarnings("unused")
    private long trips;

    /** Of each port of {@link #counted}, by socket. */
    private @Nullable Tally[] tallies = new Tally[0];

    private @Nullable Configuration counted;

    /** Ports that were given frames and not yet flushed: one bit for each socket. */
    private final long[] unflushed = new long[VirtualSwitch.SOCKETS / Long.SIZE];

    /** Of the frame being carried: read once, for reading them takes a good part of a frame's time. */
    private long destination;

    private long sourceAndType;

    private int tagAsItCame;

    /** Whether observers were shown that the frame is carried. */
    private boolean shownAsCarried;

    private boolean inBurst;
    private long now;
    private int tick;

    /** Of a burst's frames, source and destination. */
    private long[] keys = new long[0];

    @SuppressWarnings("unused")
    private long touched;

    Lane(VirtualSwitch vswitch, Thread carrier) {
        this.vswitch = vswitch;
        this.carrier = carrier;
    }

    private static VarHandle tripsHandle() {
        try {
            return MethodHandles.lookup().findVarHandle(Lane.class, "trips", long.class);
        } catch (ReflectiveOperationException absent) {
            throw new ExceptionInInitializerError(absent);
        }
    }

    boolean isOf(Thread thread) {
        return carrier.equals(thread);
    }

    /** The thread that had it has ended. */
    void handTo(Thread heir) {
        carrier = heir;
        inner = null;
        inBurst = false;
        Arrays.fill(unflushed, 0);
    }

    /** The lane to use now: this one, or one inside it while this one is carrying. */
    Lane free() {
        Lane lane = this;
        while (lane.isCarrying()) {
            Lane deeper = lane.inner;
            if (deeper == null) {
                deeper = new Lane(vswitch, carrier);
                lane.inner = deeper;
            }
            lane = deeper;
        }
        return lane;
    }

    private boolean isCarrying() {
        return ((long) TRIPS.getOpaque(this) & 1) != 0;
    }

    /** The thread begins to carry: until {@link #leave}, nothing it has looked at is taken from under it. */
    Configuration enter() {
        TRIPS.setOpaque(this, (long) TRIPS.getOpaque(this) + 1);
        if (!inBurst) beginBurst();
        Configuration setup = vswitch.configuration();
        if (setup != counted) count(setup);
        return setup;
    }

    /** Makes ready to count for other ports than before. */
    private void count(Configuration setup) {
        @Nullable Tally[] known = tallies;
        tallies = new Tally[setup.sockets()];
        for (PortRules rules : setup.ports) {
            Tally before = rules.socket < known.length ? known[rules.socket] : null;
            boolean same = before != null && before.isOf(rules.port);
            tallies[rules.socket] = same ? before : rules.port.counters().tally();
        }
        counted = setup;
    }

    void leave() {
        TRIPS.setRelease(this, (long) TRIPS.getOpaque(this) + 1);
    }

    /** The clock is read once for a burst: reading it costs as much as half a frame's way. */
    private void beginBurst() {
        inBurst = true;
        now = vswitch.now();
        tick = MacTable.tick(now);
    }

    /**
     * Waits until whatever the thread carried when this was called is delivered. Entering is an ordinary store, which another
     * thread may not see yet; asking a thread for its stack brings it to a stop for a moment, and a stop is a fence for both.
     * That is dear, and happens when settings change; a fence for each frame would be dearer.
     */
    void awaitDelivery() {
        Thread waited = carrier;
        if (waited.equals(Thread.currentThread())) return;
        if (waited.isAlive()) waited.getStackTrace();
        long trip = (long) TRIPS.getAcquire(this);
        if ((trip & 1) == 0) return;
        while ((long) TRIPS.getAcquire(this) == trip) LockSupport.parkNanos(this, MOMENT_NANOS);
    }

    long now() {
        return now;
    }

    int tick() {
        return tick;
    }

    /** Takes a frame in hand. */
    void lookAt(Frame frame) {
        destination = frame.destination();
        sourceAndType = frame.sourceAndType();
        tagAsItCame = frame.tag();
        shownAsCarried = false;
    }

    long destination() {
        return destination;
    }

    long source() {
        return sourceAndType >>> 16;
    }

    long sourceAndType() {
        return sourceAndType;
    }

    Passage passage() {
        return passage;
    }

    boolean isRehearsal() {
        return false;
    }

    void tell(String sentence) {
        // Nobody listens while frames are carried in earnest.
    }

    boolean knows(Frame frame) {
        int vlan = vswitch.configuration().domain(frame.vlan());
        return vswitch.macs().lookup(MacTable.key(vlan, frame.destination()), tick) != MacTable.UNKNOWN;
    }

    /** Brings near what will be read about the frames of a burst. */
    void touch(MacTable macs, Configuration setup, PortRules from, Frame[] frames, int count) {
        if (keys.length < 2 * count) keys = new long[2 * count];
        for (int i = 0; i < count; i++) {
            Frame frame = frames[i];
            int tag = from.entering(frame.tag());
            int vlan = setup.domain(tag < 0 ? VlanMode.UNTAGGED_DOMAIN : tag & 0xFFF);
            keys[2 * i] = MacTable.key(vlan, frame.source());
            keys[2 * i + 1] = MacTable.key(vlan, frame.destination());
        }
        touched = macs.touch(keys, 2 * count);
    }

    private Tally tally(PortRules at) {
        return Objects.requireNonNull(tallies[at.socket]);
    }

    /** A frame has come in. */
    void received(Configuration setup, PortRules at, Frame frame) {
        tally(at).count(Tally.RECEIVED, destination, frame.length());
        for (FrameObserver observer : setup.observers) observer.received(at.port, frame);
    }

    /** Frames for one station each have come in and gone the straight way. */
    void receivedStraight(PortRules at, int frames, long bytes) {
        tally(at).countDirected(Tally.RECEIVED, frames, bytes);
    }

    /** The adapter behind a port has taken a frame for one station. */
    void sentStraight(PortRules to, int length) {
        unflushed[to.socket / Long.SIZE] |= 1L << to.socket;
        tally(to).countDirected(Tally.SENT, 1, length);
    }

    /** A frame has come in by a port that is not there any more. */
    void cameTooLate(Configuration setup, Port at, Frame frame) {
        at.counters().countLate(frame);
        for (FrameObserver observer : setup.observers) observer.received(at, frame);
        droppedIncoming(setup, at, frame, DropReason.DISCONNECTED);
    }

    /** A frame was let in, and carries the tag it has inside. */
    void admitted(PortRules at, Frame frame) {
        // Only a rehearsal has something to say here.
    }

    /** Whether the frame's source may be behind the port; if so it is known from now on. */
    boolean learn(MacTable macs, PortRules at, long key) {
        return macs.learn(key, at, tick);
    }

    /** Socket of the port an address is behind, or {@link MacTable#UNKNOWN}. */
    int lookUp(MacTable macs, long key) {
        return macs.lookup(key, tick);
    }

    /** A frame for one station is to go to every port that leads outside: nobody knows where the station is. */
    void floods(PortRules from, Frame frame) {
        tally(from).count(Tally.FLOODED);
    }

    /** A hook has decided about a frame. */
    void asked(PortRules at, int hook, Verdict verdict) {
        if (verdict == Verdict.TAKEN) tally(at).count(Tally.TAKEN);
    }

    /** Hands a frame to the adapter behind a port. Whether it had room. */
    boolean deliver(PortRules to, Frame frame) {
        return to.nic.accept(frame);
    }

    /** The adapter behind a port has taken a frame. */
    void sent(Configuration setup, @Nullable PortRules from, PortRules to, Frame frame) {
        unflushed[to.socket / Long.SIZE] |= 1L << to.socket;
        tally(to).count(Tally.SENT, destination, frame.length());
        for (FrameObserver observer : setup.observers) observer.sent(from == null ? null : from.port, to.port, frame);
    }

    /** A frame that came in is about to be delivered, or was taken: observers learn it before the first receiver. */
    void carried(Configuration setup, PortRules from, Frame frame) {
        if (setup.observers.length == 0 || shownAsCarried) return;
        shownAsCarried = true;
        int inside = frame.tag();
        frame.retag(tagAsItCame);
        for (FrameObserver observer : setup.observers) observer.carried(from.port, frame);
        frame.retag(inside);
    }

    void droppedIncoming(Configuration setup, Port at, Frame frame, DropReason why) {
        at.counters().droppedIncoming().count(why);
        for (FrameObserver observer : setup.observers) observer.dropped(at, at, frame, why);
    }

    void droppedOutgoing(Configuration setup, @Nullable PortRules from, Port at, Frame frame, DropReason why) {
        at.counters().droppedOutgoing().count(why);
        for (FrameObserver observer : setup.observers)
            observer.dropped(from == null ? null : from.port, at, frame, why);
    }

    /** The burst is over: so it is for every port that got some of it. */
    void flush() {
        inBurst = false;
        for (int word = 0; word < unflushed.length; word++) {
            long bits = unflushed[word];
            if (bits == 0) continue;
            unflushed[word] = 0;
            for (; bits != 0; bits &= bits - 1) {
                PortRules rules = vswitch.configuration().at(word * Long.SIZE + Long.numberOfTrailingZeros(bits));
                if (rules != null) rules.nic.flush();
            }
        }
        if (inner != null) inner.flush();
    }
}
