package viridian.offload.task;

import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameSink;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.frame.Unfinished;
import viridian.vswitch.nic.Nic;

/**
 * Stands before an adapter that finishes nothing, so that frames whose work was left to an adapter can pass.
 *
 * <p>What goes out is finished if its sender noted that it is not ({@link Frame#unfinished}), whatever its look.
 *
 * <p>What arrives carries no note. Over a pair of virtual interfaces a host's own TCP sends units of up to 64 KB and
 * checksum fields that hold only the sum of the pseudo-header, and expects the adapter to cut and to complete them: with
 * {@link #bothWays} such frames are recognized by their look. A frame that is whole already is passed on as it is, not
 * copied.
 */
public final class FinishingNic implements Nic {

    private final Nic nic;
    private final int maxFrame;
    private final boolean arrivesUnfinished;
    private final FrameFinisher outgoing;
    private final FinishingCounters counters = new FinishingCounters();

    private FinishingNic(Nic nic, int maxFrame, boolean arrivesUnfinished) {
        this.nic = nic;
        this.maxFrame = Math.min(nic.maxFrame(), maxFrame);
        this.arrivesUnfinished = arrivesUnfinished;
        this.outgoing = new FrameFinisher(this.maxFrame, counters);
    }

    /** An adapter to be plugged in somewhere: itself if it takes unfinished frames, otherwise with a finisher before it. */
    public static Nic outgoing(Nic nic) {
        return nic.takesUnfinished() ? nic : new FinishingNic(nic, nic.maxFrame(), false);
    }

    /**
     * An adapter whose far end leaves work undone too.
     *
     * @param nic hands in frames as long as its far end makes them
     * @param mtu the longest IP packet handed on, bytes
     */
    public static FinishingNic bothWays(Nic nic, int mtu) {
        return new FinishingNic(nic, Frame.HEADER_BYTES + mtu, true);
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
        return maxFrame;
    }

    @Override
    public void start(FrameSink receiver) {
        nic.start(arrivesUnfinished ? new Finisher(maxFrame, counters, receiver) : receiver);
    }

    @Override
    public boolean takesUnfinished() {
        return true;
    }

    @Override
    public boolean accept(Frame frame) {
        return frame.unfinished() == Unfinished.NOTHING ? nic.accept(frame) : finish(frame);
    }

    private boolean finish(Frame frame) {
        // Any thread may bring a frame, and there is one finisher.
        synchronized (outgoing) {
            return outgoing.finish(frame, nic);
        }
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
