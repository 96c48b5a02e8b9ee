package viridian.vswitch.nic;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameSink;
import viridian.vswitch.frame.MacAddress;

/** An adapter for tests: keeps a copy of every frame it is handed, and says on the far side what the test wants said. */
public final class RecordingNic implements Nic {

    private final MacAddress address;
    private final boolean takesUnfinished;
    private final int maxFrame;
    private final List<Frame> heard = new ArrayList<>();
    private int flushes;
    private boolean full;
    private boolean closed;
    private @Nullable FrameSink receiver;

    public RecordingNic(MacAddress address) {
        this(address, 1514);
    }

    public RecordingNic(MacAddress address, int maxFrame) {
        this(address, maxFrame, false);
    }

    /** One that takes frames whose sender left work undone, if {@code takesUnfinished}. */
    public RecordingNic(MacAddress address, int maxFrame, boolean takesUnfinished) {
        this.address = address;
        this.maxFrame = maxFrame;
        this.takesUnfinished = takesUnfinished;
    }

    @Override
    public boolean takesUnfinished() {
        return takesUnfinished;
    }

    /** A frame arrives from the far side, a burst of its own. Returns what the receiver answered. */
    public boolean says(Frame frame) {
        boolean taken = receiver().accept(frame);
        receiver().flush();
        return taken;
    }

    /** Frames arrive from the far side and are handed over together, a burst of their own. */
    public void saysTogether(Frame... frames) {
        receiver().acceptAll(frames, frames.length);
        receiver().flush();
    }

    /** A frame arrives from the far side, and its burst is not over. */
    public boolean saysMore(Frame frame) {
        return receiver().accept(frame);
    }

    private FrameSink receiver() {
        FrameSink started = receiver;
        if (started == null) throw new IllegalStateException("nobody started this adapter");
        return started;
    }

    /** What was handed to it so far, oldest first. */
    public synchronized List<Frame> heard() {
        return List.copyOf(heard);
    }

    /** What was handed to it since it was last asked here. */
    public synchronized List<Frame> takeHeard() {
        List<Frame> taken = List.copyOf(heard);
        heard.clear();
        return taken;
    }

    public synchronized int flushes() {
        return flushes;
    }

    /** From now on it has, or has not, room for frames. */
    public synchronized void full(boolean full) {
        this.full = full;
    }

    public synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public MacAddress address() {
        return address;
    }

    @Override
    public int maxFrame() {
        return maxFrame;
    }

    @Override
    public void start(FrameSink receiver) {
        this.receiver = receiver;
    }

    @Override
    public synchronized boolean accept(Frame frame) {
        if (full || closed) return false;
        heard.add(frame.copy());
        return true;
    }

    @Override
    public synchronized void flush() {
        flushes++;
    }

    @Override
    public synchronized void close() {
        closed = true;
    }
}
