package viridian.tools.bench.adapters;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import viridian.partitions.VirtualProcessor;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameSink;
import viridian.vswitch.nic.Nic;

/**
 * Frames from one guest to another, never more under way than the buffers between them hold: nothing is lost, so what is sent
 * is what arrives. The sender sleeps when that many are under way, and the receiver wakes it, as acknowledgements would.
 */
final class Stream implements FrameSink {

    private static final int BURST = 64;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final VirtualProcessor sender;
    private final Nic from;
    private final Frame frame;
    private final int headerBytes;
    private final long window;
    private final Frame[] burst = new Frame[BURST];

    private volatile Thread waiting = Thread.currentThread();
    private volatile long wanted;
    private volatile long sent;
    private volatile long heard;
    private volatile boolean starved;
    private volatile long heardAt;
    private long heardSoFar;
    /** Of the thread that asks. */
    private long wantedSoFar;
    /** Of the sender's processor. */
    private long sentSoFar;

    /**
     * A stream that has not begun.
     *
     * @param frame sent again and again
     * @param headerBytes of each frame that arrives, which are not counted: a frame that is cut on its way arrives with more
     *     headers than it was sent with; 0 to count whole frames
     * @param window bytes under way, at most
     */
    Stream(VirtualProcessor sender, Nic from, Frame frame, int headerBytes, long window) {
        this.sender = sender;
        this.from = from;
        this.frame = frame;
        this.headerBytes = headerBytes;
        this.window = window;
        java.util.Arrays.fill(burst, frame);
    }

    /** Sends so many frames more, and waits for the last. */
    void carry(int frames) {
        waiting = Thread.currentThread();
        want(frames);
        sender.execute(this::send);
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (heard < wanted) {
            LockSupport.parkNanos(this, PATIENCE_NANOS);
            if (System.nanoTime() > deadline && heard < wanted) throw stuck();
        }
    }

    private void want(int frames) {
        wantedSoFar += frames * payload(frame);
        wanted = wantedSoFar;
    }

    private IllegalStateException stuck() {
        return new IllegalStateException("of " + sent + " bytes sent " + heard + " arrived, and no more for a while");
    }

    /** Sends one frame, and tells how long it took. */
    long lone() {
        waiting = Thread.currentThread();
        want(1);
        long[] begun = new long[1];
        sender.execute(() -> {
            begun[0] = System.nanoTime();
            sentSoFar += payload(frame);
            sent = sentSoFar;
            if (!from.accept(frame)) throw new IllegalStateException("a lone frame found no room");
            from.flush();
        });
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (heard < wanted) {
            LockSupport.parkNanos(this, PATIENCE_NANOS);
            if (System.nanoTime() > deadline && heard < wanted) throw stuck();
        }
        return heardAt - begun[0];
    }

    /** On the sender's processor. */
    private void send() {
        long bytes = payload(frame);
        while (sentSoFar < wanted) {
            long credit = window - (sentSoFar - heard);
            int room = (int) Math.min(BURST, Math.min(credit, wanted - sentSoFar) / bytes);
            if (room <= 0) {
                starved = true;
                // Credit may have come before the receiver could see that somebody waits for it.
                if (window - (sentSoFar - heard) < bytes) break;
                starved = false;
                continue;
            }
            int taken = from.acceptAll(burst, room);
            from.flush();
            sentSoFar += taken * bytes;
            sent = sentSoFar;
            if (taken < room) {
                // No room in the ring: the driver's own interrupts have to be handled on this processor first.
                sender.execute(this::send);
                break;
            }
        }
    }

    private long payload(Frame of) {
        return (long) of.length() - headerBytes;
    }

    @Override
    public boolean accept(Frame arrived) {
        heardSoFar += payload(arrived);
        return true;
    }

    @Override
    public void flush() {
        heardAt = System.nanoTime();
        heard = heardSoFar;
        if (heardSoFar >= wanted) LockSupport.unpark(waiting);
        else if (starved && window - (sent - heardSoFar) >= window / 2) {
            starved = false;
            sender.execute(this::send);
        }
    }
}
