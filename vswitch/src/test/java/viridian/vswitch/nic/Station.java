package viridian.vswitch.nic;

import java.util.ArrayList;
import java.util.List;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.FrameSink;
import viridian.vswitch.frame.MacAddress;

/** A host in a test, reduced to an ear and a mouth: it sits on any adapter, from the side a driver sits on. */
public final class Station implements FrameSink {

    private final Nic nic;
    private final List<Frame> heard = new ArrayList<>();

    public Station(Nic nic) {
        this.nic = nic;
        nic.start(this);
    }

    public MacAddress address() {
        return nic.address();
    }

    /** Sends a frame, a burst of its own. Returns whether the adapter had room. */
    public boolean says(Frame frame) {
        boolean taken = nic.accept(frame);
        nic.flush();
        return taken;
    }

    /** Sends a short frame to this address. */
    public boolean saysTo(MacAddress destination) {
        return says(FrameBuilder.frame(address(), destination).build());
    }

    /** What arrived so far, oldest first. */
    public synchronized List<Frame> heard() {
        return List.copyOf(heard);
    }

    /** What arrived since it was last asked here. */
    public synchronized List<Frame> takeHeard() {
        List<Frame> taken = List.copyOf(heard);
        heard.clear();
        return taken;
    }

    @Override
    public synchronized boolean accept(Frame frame) {
        heard.add(frame.copy());
        return true;
    }

    @Override
    public void flush() {}
}
