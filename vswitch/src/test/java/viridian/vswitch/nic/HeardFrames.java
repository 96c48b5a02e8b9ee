package viridian.vswitch.nic;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameSink;

/** Keeps a copy of every frame it was handed and flushed, for a test to look at from its own thread. */
final class HeardFrames implements FrameSink {

    private final List<Frame> accepted = new CopyOnWriteArrayList<>();
    private final AtomicInteger flushed = new AtomicInteger();

    @Override
    public boolean accept(Frame frame) {
        return accepted.add(frame.copy());
    }

    @Override
    public void flush() {
        flushed.set(accepted.size());
    }

    /** Only what was flushed: a frame that waits for its flush has not arrived. */
    List<Frame> frames() {
        return accepted.subList(0, flushed.get());
    }

    List<Frame> ofType(int etherType) {
        return frames().stream().filter(frame -> frame.etherType() == etherType).toList();
    }
}
