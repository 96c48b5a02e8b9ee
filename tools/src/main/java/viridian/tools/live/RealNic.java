package viridian.tools.live;

import org.jspecify.annotations.Nullable;
import viridian.offload.task.FinishingNic;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameSink;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.Nic;
import viridian.vswitch.nic.PcapLosses;
import viridian.vswitch.nic.PcapNic;

/**
 * An interface of this machine as the lone switch plugs it in: what the stack at its far end leaves undone is done before
 * the switch sees it, and what is lost before that is counted.
 */
public final class RealNic implements Nic {

    private final PcapNic pcap;
    private final FinishingNic finishing;

    RealNic(PcapNic pcap) {
        this.pcap = pcap;
        this.finishing = new FinishingNic(pcap, pcap.maxFrame() - Frame.HEADER_BYTES);
    }

    /** The interface's name. */
    public String name() {
        return pcap.name();
    }

    /** What the kernel and the adapter lost. */
    public PcapLosses losses() {
        return pcap.losses();
    }

    /** Why nothing arrives any more, or null. */
    public @Nullable String failure() {
        return pcap.failure();
    }

    /** Frames that arrived longer than the interface carries and could not be cut into segments. */
    public long tooLong() {
        return finishing.counters().refused();
    }

    @Override
    public MacAddress address() {
        return finishing.address();
    }

    @Override
    public int maxFrame() {
        return finishing.maxFrame();
    }

    @Override
    public void start(FrameSink receiver) {
        finishing.start(receiver);
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
