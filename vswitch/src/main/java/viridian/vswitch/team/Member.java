package viridian.vswitch.team;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.nic.Nic;

/** A member at work, as the frame path sees it. Safe for several threads. */
final class Member {

    private final int place;
    private final String name;
    private final Nic nic;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong received = new AtomicLong();
    private final AtomicLongArray refused = new AtomicLongArray(Refusal.values().length);

    /** Whether the adapter was handed a frame since it was last flushed. */
    private final AtomicBoolean waiting = new AtomicBoolean();

    Member(int place, TeamMember member) {
        this.place = place;
        this.name = member.name();
        this.nic = member.nic();
    }

    int place() {
        return place;
    }

    String name() {
        return name;
    }

    Nic nic() {
        return nic;
    }

    boolean send(Frame frame) {
        if (!nic.accept(frame)) return false;
        sent.getAndIncrement();
        // Marked after the frame is there, or another thread's flush could take the mark away and come too early for
        // it. A
        // mark found set is as good as one made: whoever takes it away flushes after this look.
        if (!waiting.get()) waiting.set(true);
        return true;
    }

    void flush() {
        if (waiting.get() && waiting.getAndSet(false)) nic.flush();
    }

    void countReceived() {
        received.getAndIncrement();
    }

    void count(Refusal why) {
        refused.getAndIncrement(index(why));
    }

    long sent() {
        return sent.get();
    }

    long received() {
        return received.get();
    }

    long refused(Refusal why) {
        return refused.get(index(why));
    }

    private static int index(Refusal why) {
        return switch (why) {
            case REFLECTED -> 0;
            case ANOTHERS -> 1;
            case NOT_COLLECTING -> 2;
        };
    }
}
