package viridian.vswitch.team;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameSink;
import viridian.vswitch.team.lacp.SlowProtocols;

/** What arrives on one member: up to the switch, into the mailbox of the slow protocols, or nowhere. */
final class Inlet implements FrameSink {

    /** Our choice: 160 frames a second, where the protocols allow ten (IEEE 802.3 annex 57A.2). */
    private static final int MAILBOX = 16;

    private final Member member;
    private final Supplier<Distribution> distribution;
    private final FrameSink receiver;
    private final ArrayBlockingQueue<Frame> mail = new ArrayBlockingQueue<>(MAILBOX);
    private final AtomicLong lostMail = new AtomicLong();

    Inlet(Member member, Supplier<Distribution> distribution, FrameSink receiver) {
        this.member = member;
        this.distribution = distribution;
        this.receiver = receiver;
    }

    Member member() {
        return member;
    }

    @Override
    public boolean accept(Frame frame) {
        if (SlowProtocols.concerns(frame)) return post(frame);
        Refusal why = distribution.get().refuses(member, frame);
        if (why != null) {
            member.count(why);
            return true;
        }
        member.countReceived();
        return receiver.accept(frame);
    }

    private boolean post(Frame frame) {
        boolean posted = mail.remainingCapacity() > 0 && mail.offer(frame.copy());
        if (!posted) lostMail.getAndIncrement();
        return posted;
    }

    @Override
    public void flush() {
        receiver.flush();
    }

    /** The oldest frame of a slow protocol that nobody has read, or null. */
    @Nullable
    Frame nextMail() {
        return mail.poll();
    }

    long lostMail() {
        return lostMail.get();
    }
}
