package viridian.tools.live;

import viridian.tools.attach.FarEnd;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameSink;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.LinkState;
import viridian.vswitch.nic.Nic;

/** An adapter as the lone switch plugs it in: behind something that finishes frames, with a far end that may be lost. */
abstract class FinishedNic implements Nic, LinkState, FarEnd {

    private final Nic finishing;

    /** @param finishing the adapter, behind what does for it what senders leave undone */
    FinishedNic(Nic finishing) {
        this.finishing = finishing;
    }

    @Override
    public final MacAddress address() {
        return finishing.address();
    }

    @Override
    public final int maxFrame() {
        return finishing.maxFrame();
    }

    @Override
    public final boolean takesUnfinished() {
        return finishing.takesUnfinished();
    }

    @Override
    public final void start(FrameSink receiver) {
        finishing.start(receiver);
    }

    @Override
    public final boolean accept(Frame frame) {
        return finishing.accept(frame);
    }

    @Override
    public final void flush() {
        finishing.flush();
    }

    @Override
    public void close() {
        finishing.close();
    }
}
