package viridian.vswitch.nic;

import java.io.IOException;
import org.pcap4j.core.BpfProgram.BpfCompileMode;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapHandle.BlockingMode;
import org.pcap4j.core.PcapHandle.PcapDirection;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.PcapNetworkInterface.PromiscuousMode;
import org.pcap4j.packet.namednumber.DataLinkType;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.InlineTag;

/** The two ways into libpcap an adapter needs, one for each direction. */
final class PcapHandles {

    /** The longest IP packet, an Ethernet header and a tag: a large send arrives whole. */
    private static final int SNAPSHOT_BYTES = 65_535 + Frame.HEADER_BYTES + InlineTag.BYTES;

    /** A filter no frame passes: the handle that sends receives nothing, and the kernel keeps nothing for it. */
    private static final String NOTHING = "greater 262144";

    private static final int SENDER_SNAPSHOT_BYTES = 64;
    private static final int SENDER_BUFFER_BYTES = 1 << 16;

    private PcapHandles() {}

    /** Sees all that arrives, at once, and nothing that this host sends. */
    static PcapHandle receiver(String interfaceName, PcapOptions options) throws IOException {
        return open(
                interfaceName,
                new PcapHandle.Builder(interfaceName)
                        .snaplen(SNAPSHOT_BYTES)
                        .promiscuousMode(PromiscuousMode.PROMISCUOUS)
                        .immediateMode(true)
                        .direction(PcapDirection.IN)
                        .bufferSize(options.bufferBytes()));
    }

    /** Sends without ever waiting: a handle of its own, because one that waits for frames would wait for the wire too. */
    static PcapHandle sender(String interfaceName) throws IOException {
        PcapHandle handle = open(
                interfaceName,
                new PcapHandle.Builder(interfaceName)
                        .snaplen(SENDER_SNAPSHOT_BYTES)
                        .immediateMode(true)
                        .bufferSize(SENDER_BUFFER_BYTES));
        try {
            handle.setFilter(NOTHING, BpfCompileMode.OPTIMIZE);
            handle.setBlockingMode(BlockingMode.NONBLOCKING);
            return handle;
        } catch (PcapNativeException | NotOpenException e) {
            handle.close();
            throw refusal(interfaceName, e);
        }
    }

    private static PcapHandle open(String interfaceName, PcapHandle.Builder builder) throws IOException {
        try {
            PcapHandle handle = builder.build();
            if (handle.getDlt().equals(DataLinkType.EN10MB)) return handle;
            handle.close();
            throw new IOException("interface " + interfaceName + " carries no Ethernet frames");
        } catch (PcapNativeException e) {
            throw refusal(interfaceName, e);
        }
    }

    private static IOException refusal(String interfaceName, Exception e) {
        return new IOException("libpcap refuses interface %s: %s".formatted(interfaceName, e.getMessage()), e);
    }
}
