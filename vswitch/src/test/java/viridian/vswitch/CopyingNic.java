package viridian.vswitch;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameSink;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.Nic;

/** The least a real adapter does: copies each frame into memory of its own. */
final class CopyingNic implements Nic {

    private final MacAddress address;
    private final MemorySegment memory = MemorySegment.ofArray(new byte[9014]);
    private @Nullable FrameSink receiver;
    private Runnable beforeCopying = () -> {};
    private boolean waiting;

    CopyingNic(MacAddress address) {
        this.address = address;
    }

    FrameSink receiver() {
        FrameSink started = receiver;
        if (started == null) throw new IllegalStateException("nobody started this adapter");
        return started;
    }

    /** What happens between a frame's arrival and its being kept. */
    void beforeCopying(Runnable work) {
        beforeCopying = work;
    }

    /** Whether it has a frame that was not flushed since. */
    synchronized boolean isWaiting() {
        return waiting;
    }

    @Override
    public MacAddress address() {
        return address;
    }

    @Override
    public int maxFrame() {
        return 9014;
    }

    @Override
    public void start(FrameSink receiver) {
        this.receiver = receiver;
    }

    @Override
    public synchronized boolean accept(Frame frame) {
        beforeCopying.run();
        frame.copyTo(memory, 0);
        waiting = true;
        return true;
    }

    @Override
    public synchronized void flush() {
        waiting = false;
    }

    @Override
    public void close() {}
}
