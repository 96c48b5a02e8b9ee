package viridian.offload.stack;

import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameSink;

/** What an adapter hands its frames to. */
record Arrivals(NetworkInterface on, HostStack host) implements FrameSink {

    @Override
    public boolean accept(Frame frame) {
        host.arrive(on, frame);
        return true;
    }

    @Override
    public void flush() {
        host.endBurst();
    }
}
