package viridian.vswitch;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import viridian.vswitch.frame.Frame;

/**
 * What a port has seen. Incoming is into the switch. A frame that came in is counted as received even if it was then
 * dropped; a frame to leave is counted as sent when the adapter took it, and as dropped otherwise. Bytes are those of
 * the frame without tag and check sequence. Safe for several threads; read while frames pass, the numbers are each
 * right, but need not be of one moment.
 */
public final class PortCounters {

    /** What each thread has counted for this port. */
    private final List<Tally> tallies = new CopyOnWriteArrayList<>();

    private final Tally late = tally();
    private final Traffic received = new Traffic(Tally.RECEIVED);
    private final Traffic sent = new Traffic(Tally.SENT);
    private final Drops droppedIncoming = new Drops();
    private final Drops droppedOutgoing = new Drops();

    PortCounters() {}

    /** A place for one thread to count in. */
    Tally tally() {
        Tally tally = new Tally(this);
        tallies.add(tally);
        return tally;
    }

    /** A frame came in after the port was unplugged; counted by whatever thread brings it. */
    synchronized void countLate(Frame frame) {
        late.count(Tally.RECEIVED, frame.destination(), frame.length());
    }

    private long sum(int counter) {
        long sum = 0;
        for (Tally tally : tallies) sum += tally.read(counter);
        return sum;
    }

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
        return sum(Tally.TAKEN);
    }

    /** Frames that came in here for one station nobody knew, and went to every port that leads outside. */
    public long flooded() {
        return sum(Tally.FLOODED);
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
    public final class Traffic {

        private final int first;

        private Traffic(int first) {
            this.first = first;
        }

        public long directedFrames() {
            return sum(first + Tally.DIRECTED);
        }

        public long multicastFrames() {
            return sum(first + Tally.MULTICAST);
        }

        public long broadcastFrames() {
            return sum(first + Tally.BROADCAST);
        }

        public long directedBytes() {
            return sum(first + Tally.BYTES + Tally.DIRECTED);
        }

        public long multicastBytes() {
            return sum(first + Tally.BYTES + Tally.MULTICAST);
        }

        public long broadcastBytes() {
            return sum(first + Tally.BYTES + Tally.BROADCAST);
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
