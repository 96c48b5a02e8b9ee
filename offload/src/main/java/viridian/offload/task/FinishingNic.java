package viridian.offload.task;

import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameSink;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.Nic;

/**
 * An adapter whose far end leaves work to hardware that is not there: what arrives is finished before it is handed on.
 *
 * <p>Over a pair of virtual interfaces a host's own TCP sends units of up to 64 KB and checksum fields that hold only
 * the sum of the pseudo-header, and expects the adapter to cut and to complete them. A frame that is whole already is
 * passed on as it is, not copied. What goes out through the adapter is not touched.
 */
public final class FinishingNic implements Nic {

    private final Nic nic;
    private final int maxFrame;
    private final FinishingCounters counters = new FinishingCounters();

    /**
     * @param nic hands in frames as long as its far end makes them
     * @param mtu the longest IP packet handed on, bytes
     */
    public FinishingNic(Nic nic, int mtu) {
        this.nic = nic;
        this.maxFrame = Frame.HEADER_BYTES + mtu;
    }

    /** What was done so far. */
    public FinishingCounters counters() {
        return counters;
    }

    @Override
    public MacAddress address() {
        return nic.address();
    }

    @Override
    public int maxFrame() {
        return Math.min(nic.maxFrame(), maxFrame);
    }

    @Override
    public void start(FrameSink receiver) {
        nic.start(new Finisher(maxFrame, counters, receiver));
    }

    @Override
    public boolean accept(Frame frame) {
        return nic.accept(frame);
    }

    @Override
    public void flush() {
        nic.flush();
    }

    @Override
    public void close() {
        nic.close();
    }
}
