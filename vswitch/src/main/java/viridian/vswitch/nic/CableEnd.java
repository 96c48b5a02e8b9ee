package viridian.vswitch.nic;

import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameSink;
import viridian.vswitch.frame.MacAddress;

/** One of the two adapters of a {@link Cable}. Closing it cuts both directions: a cable with one end is none. */
final class CableEnd implements Nic {

    private final MacAddress address;
    private final int maxFrame;
    private final CableLane out;
    private final CableLane in;

    CableEnd(MacAddress address, int maxFrame, CableLane out, CableLane in) {
        this.address = address;
        this.maxFrame = maxFrame;
        this.out = out;
        this.in = in;
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
        in.listen(receiver);
    }

    @Override
    public boolean accept(Frame frame) {
        return out.accept(frame);
    }

    @Override
    public void flush() {
        out.flush();
    }

    @Override
    public void close() {
        out.cut();
        in.cut();
    }

    @Override
    public String toString() {
        return "cable end " + address;
    }
}
