package viridian.synthetic.nvsp;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The generations of NVSP, as named by the first host that spoke them. There is no third.
 *
 * <p>Numbers: Linux {@code drivers/net/hyperv/hyperv_net.h}, {@code NVSP_PROTOCOL_VERSION_*}.
 */
public enum NvspVersion {
    /** Server 2008: frames of 1514 bytes, no 802.1Q. */
    V1(0x00002, 108),
    /** Server 2008 R2: jumbo frames and 802.1Q by NDIS configuration. */
    V2(0x30002, 127),
    /** Server 2012. */
    V4(0x40000, 130),
    /** Server 2012 R2. */
    V5(0x50000, 134),
    /** Server 2016. */
    V6(0x60000, 134),
    /** Server 2019: longer messages, received segments joined. */
    V6_1(0x60001, 136);

    private final int wire;
    private final int lastType;

    NvspVersion(int wire, int lastType) {
        this.wire = wire;
        this.lastType = lastType;
    }

    /** The number in an INIT message. */
    public int wire() {
        return wire;
    }

    /** Bytes of its messages once it is agreed on; the first exchange is always of the short ones. */
    public int messageBytes() {
        return this == V6_1 ? NvspMessage.LONG_BYTES : NvspMessage.BYTES;
    }

    public boolean isAtLeast(NvspVersion other) {
        return compareTo(other) >= 0;
    }

    /** This version and those before it, newest first: the order in which a guest tries them. */
    public List<NvspVersion> andOlder() {
        return Arrays.stream(values())
                .filter(this::isAtLeast)
                .sorted(Comparator.reverseOrder())
                .toList();
    }

    /** Whether this version has a message of that number. */
    public boolean knows(int type) {
        return Integer.compareUnsigned(type, lastType) <= 0;
    }

    /** The version of that number, or null. */
    public static @Nullable NvspVersion of(int wire) {
        for (NvspVersion version : values()) {
            if (version.wire == wire) return version;
        }
        return null;
    }
}
