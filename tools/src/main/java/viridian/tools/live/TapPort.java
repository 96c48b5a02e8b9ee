package viridian.tools.live;

import org.jspecify.annotations.Nullable;
import viridian.offload.task.FinishingNic;
import viridian.tools.attach.FarEnd;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameSink;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.LinkState;
import viridian.vswitch.nic.Nic;
import viridian.vswitch.nic.TapNic;

/** A TAP device as the lone switch plugs it in: what the kernel is sent is finished before. */
public final class TapPort implements Nic, LinkState, FarEnd {

    private final TapNic tap;
    private final Nic finishing;

    TapPort(TapNic tap) {
        this.tap = tap;
        this.finishing = FinishingNic.outgoing(tap);
    }

    @Override
    public String farEnd() {
        return "interface " + tap.name();
    }

    @Override
    public @Nullable String failure() {
        return tap.failure();
    }

    /** Frames the kernel did not take. */
    public long unsent() {
        return tap.unsent();
    }

    @Override
    public boolean isUp() {
        return tap.isUp();
    }

    @Override
    public MacAddress address() {
        return tap.address();
    }

    @Override
    public int maxFrame() {
        return tap.maxFrame();
    }

    @Override
    public void start(FrameSink receiver) {
        finishing.start(receiver);
    }

    @Override
    public boolean takesUnfinished() {
        return finishing.takesUnfinished();
    }

    @Override
    public boolean accept(Frame frame) {
        return finishing.accept(frame);
    }

    @Override
    public void flush() {
        finishing.flush();
    }

    @Override
    public void close() {
        finishing.close();
    }
}
