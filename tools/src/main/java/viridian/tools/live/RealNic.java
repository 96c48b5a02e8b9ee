package viridian.tools.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import viridian.offload.task.FinishingNic;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.nic.PcapLosses;
import viridian.vswitch.nic.PcapNic;

/**
 * An interface of this machine as the lone switch plugs it in: what the stack at its far end leaves undone is done before
 * the switch sees it, and what is lost before that is counted.
 */
public final class RealNic extends FinishedNic {

    private final PcapNic pcap;
    private final FinishingNic finishing;
    private final long bitsPerSecond;

    RealNic(PcapNic pcap) {
        this(pcap, FinishingNic.bothWays(pcap, pcap.maxFrame() - Frame.HEADER_BYTES));
    }

    private RealNic(PcapNic pcap, FinishingNic finishing) {
        super(finishing);
        this.pcap = pcap;
        this.finishing = finishing;
        this.bitsPerSecond = speed(pcap.name());
    }

    /** Interfaces that have no speed, or do not know it, say nothing or -1 (sysfs-class-net). */
    private static long speed(String name) {
        try {
            String megabits =
                    Files.readString(Path.of("/sys/class/net", name, "speed")).strip();
            return Math.max(0, Long.parseLong(megabits)) * 1_000_000;
        } catch (IOException | NumberFormatException unknown) {
            return 0;
        }
    }

    /** The interface's name. */
    public String name() {
        return pcap.name();
    }

    /** What the kernel and the adapter lost. */
    public PcapLosses losses() {
        return pcap.losses();
    }

    @Override
    public String farEnd() {
        return "interface " + name();
    }

    @Override
    public @Nullable String failure() {
        return pcap.failure();
    }

    /** Frames that arrived longer than the interface carries and could not be cut into segments. */
    public long tooLong() {
        return finishing.counters().refused();
    }

    /** What the interface says its link carries when it is asked first; 0 if it does not know. */
    public long bitsPerSecond() {
        return bitsPerSecond;
    }

    @Override
    public boolean isUp() {
        return pcap.isUp();
    }
}
