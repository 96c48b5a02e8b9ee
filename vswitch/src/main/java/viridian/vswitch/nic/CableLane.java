package viridian.vswitch.nic;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameSink;

/** One direction of a cable. Frames sent before anyone listens wait in it, as far as they fit. */
final class CableLane implements Runnable {

    private final FrameRing ring;
    private final Executor carrier;

    /** Whether a run of the carrier is under way or asked for: there is never more than one, so one thread takes out. */
    private final AtomicBoolean running = new AtomicBoolean();

    private volatile @Nullable FrameSink receiver;
    private volatile boolean cut;

    CableLane(FrameRing ring, Executor carrier) {
        this.ring = ring;
        this.carrier = carrier;
    }

    void listen(FrameSink receiver) {
        if (this.receiver != null) throw new IllegalStateException("this end of the cable was started before");
        this.receiver = receiver;
        flush();
    }

    boolean accept(Frame frame) {
        return !cut && ring.offer(frame);
    }

    void flush() {
        if (!mustRun() || !running.compareAndSet(false, true)) return;
        try {
            carrier.execute(this);
        } catch (RejectedExecutionException ended) {
            // Whoever sends is not to blame for the end of the far side's threads.
            cut();
        }
    }

    private boolean mustRun() {
        return receiver != null && !cut && !ring.isEmpty();
    }

    /** Hands over at most one ring full, so that a busy lane does not keep the carrier from others. */
    @Override
    public void run() {
        try {
            FrameSink listener = receiver;
            if (listener != null) handOver(listener);
        } finally {
            running.set(false);
        }
        // Looked at after the mark is cleared: who put a frame in before found it set and left the work to us.
        flush();
    }

    private void handOver(FrameSink listener) {
        int left = ring.slots();
        while (left > 0 && !cut && ring.drainTo(listener, 1) > 0) left--;
        listener.flush();
    }

    void cut() {
        cut = true;
    }
}
