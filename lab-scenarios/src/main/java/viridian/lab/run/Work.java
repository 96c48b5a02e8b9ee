package viridian.lab.run;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the thread of a run does, so that another thread can call it off: while it works it is interrupted, and while it
 * tidies up it is left alone.
 */
final class Work implements AutoCloseable {

    /** One piece of it, which an interrupt may end. */
    @FunctionalInterface
    interface Piece<T> {
        T done() throws IOException, InterruptedException;
    }

    private @Nullable Thread worker;
    private boolean running;
    private boolean calledOff;

    /**
     * Begins a run; {@link #close} ends it.
     *
     * @throws InterruptedException if it has been called off already
     */
    synchronized Work begin() throws InterruptedException {
        refuseIfCalledOff();
        running = true;
        return this;
    }

    /**
     * Does a piece of the work on the calling thread.
     *
     * @throws InterruptedException if the run is called off; the thread is not interrupted any more then
     */
    <T> T perform(Piece<T> piece) throws IOException, InterruptedException {
        takeUp();
        try {
            return piece.done();
        } catch (IOException | RuntimeException failed) {
            if (layDown()) throw interrupted(failed);
            throw failed;
        } finally {
            layDown();
        }
    }

    private static InterruptedException interrupted(Exception by) {
        InterruptedException interrupted = new InterruptedException("the run was called off");
        interrupted.initCause(by);
        return interrupted;
    }

    private synchronized void takeUp() throws InterruptedException {
        refuseIfCalledOff();
        worker = Thread.currentThread();
    }

    private void refuseIfCalledOff() throws InterruptedException {
        if (calledOff) throw new InterruptedException("the run was called off");
    }

    /** Whether the run is called off: an interrupt from elsewhere calls it off, too. */
    private synchronized boolean layDown() {
        worker = null;
        if (Thread.interrupted()) calledOff = true;
        return calledOff;
    }

    /**
     * Calls the run off, and waits until it has ended.
     *
     * @throws IOException if it does not end in time
     */
    synchronized void callOff(Duration patience) throws IOException {
        calledOff = true;
        if (worker != null) worker.interrupt();
        if (!endsWithin(patience)) throw new IOException("the run does not end; ./lab doctor shows what it leaves");
    }

    private synchronized boolean endsWithin(Duration patience) throws InterruptedIOException {
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            for (long left = patience.toMillis(); running && left > 0; left = millisUntil(deadline)) wait(left);
            return !running;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the run was to end");
        }
    }

    private static long millisUntil(long deadline) {
        return Duration.ofNanos(deadline - System.nanoTime()).toMillis();
    }

    @Override
    public synchronized void close() {
        running = false;
        notifyAll();
    }
}
