package viridian.vswitch;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import viridian.vswitch.frame.Frame;

/**
 * What a port has seen. Incoming is into the switch. A frame that came in is counted as received even if it was then
 * dropped; a frame to leave is counted as sent when the adapter took it, and as dropped otherwise. Bytes are those of
 * the frame without tag and check sequence. Safe for several threads; read while frames pass, the numbers are each
 * right, but need not be of one moment.
 */
public final class PortCounters {

    private final Traffic received = new Traffic();
    private final Traffic sent = new Traffic();
    private final Drops droppedIncoming = new Drops();
    private final Drops droppedOutgoing = new Drops();
    private final AtomicLong taken = new AtomicLong();

    PortCounters() {}

    /** Frames that came in. */
    public Traffic received() {
        return received;
    }

    /** Frames the adapter behind the port took. */
    public Traffic sent() {
        return sent;
    }

    /** Frames that came in here and went no further. */
    public Drops droppedIncoming() {
        return droppedIncoming;
    }

    /** Frames that were to leave here and did not. */
    public Drops droppedOutgoing() {
        return droppedOutgoing;
    }

    /** Frames extensions took, coming in or going out. */
    public long taken() {
        return taken.get();
    }

    void countTaken() {
        taken.getAndIncrement();
    }

    /** Frames that were dropped, by reason. */
    public static final class Drops {

        private final Map<DropReason, AtomicLong> counts = new EnumMap<>(DropReason.class);

        private Drops() {
            for (DropReason why : DropReason.values()) counts.put(why, new AtomicLong());
        }

        void count(DropReason why) {
            of(why).getAndIncrement();
        }

        private AtomicLong of(DropReason why) {
            return Objects.requireNonNull(counts.get(why));
        }

        /** Frames dropped for this reason. */
        public long frames(DropReason why) {
            return of(why).get();
        }

        /** Frames dropped for any reason. */
        public long frames() {
            return counts.values().stream().mapToLong(AtomicLong::get).sum();
        }
    }

    /** Frames in one direction, by the sort of their destination. */
    public static final class Traffic {

        private static final int DIRECTED = 0;
        private static final int MULTICAST = 1;
        private static final int BROADCAST = 2;
        private static final int SORTS = 3;

        /** Frames by sort, then bytes by sort. */
        private final AtomicLongArray counts = new AtomicLongArray(2 * SORTS);

        private Traffic() {}

        void count(Frame frame) {
            int sort = sort(frame.destination());
            counts.getAndIncrement(sort);
            counts.getAndAdd(SORTS + sort, frame.length());
        }

        private static int sort(long destination) {
            if (!Frame.isGroup(destination)) return DIRECTED;
            return destination == Frame.BROADCAST ? BROADCAST : MULTICAST;
        }

        public long directedFrames() {
            return counts.get(DIRECTED);
        }

        public long multicastFrames() {
            return counts.get(MULTICAST);
        }

        public long broadcastFrames() {
            return counts.get(BROADCAST);
        }

        public long directedBytes() {
            return counts.get(SORTS + DIRECTED);
        }

        public long multicastBytes() {
            return counts.get(SORTS + MULTICAST);
        }

        public long broadcastBytes() {
            return counts.get(SORTS + BROADCAST);
        }

        /** Frames of every sort. */
        public long frames() {
            return directedFrames() + multicastFrames() + broadcastFrames();
        }

        /** Bytes of every sort. */
        public long bytes() {
            return directedBytes() + multicastBytes() + broadcastBytes();
        }
    }
}
