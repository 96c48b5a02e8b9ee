package viridian.lab.host;

import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameSink;

/** Hears what an adapter without an address is sent, and does nothing about it. */
enum Deaf implements FrameSink {
    EAR;

    @Override
    public boolean accept(Frame frame) {
        return true;
    }

    @Override
    public void flush() {
        // Nothing was kept.
    }
}
