package viridian.synthetic.host;

import org.jspecify.annotations.Nullable;
import viridian.synthetic.nvsp.NvspMessage;
import viridian.synthetic.nvsp.NvspMessage.NdisConfig;
import viridian.synthetic.nvsp.NvspMessage.NdisVersion;
import viridian.synthetic.nvsp.NvspVersion;

/**
 * What the two halves have agreed on before the first frame.
 *
 * @param version null until the guest has named one that is spoken here
 * @param mtu the longest frame, Ethernet header included, in bytes
 * @param capabilities of the guest, {@link NdisConfig}
 * @param ndisMajor of the network driver interface the guest's driver is written for, as the 6 of 6.30
 * @param ndisMinor as the 30 of 6.30
 */
record Agreement(@Nullable NvspVersion version, int mtu, long capabilities, int ndisMajor, int ndisMinor) {

    /** An Ethernet header and 1500 bytes: what holds for who does not say, or says nonsense. */
    private static final int PLAIN_MTU = 1514;

    /** Ranges in one packet of received frames, at most: of drivers before NDIS 6, of later ones, with coalescing. */
    private static final int OLD_RANGES = 64;

    private static final int RANGES = 375;
    private static final int COALESCING_RANGES = 562;

    /** The most any guest takes. */
    static final int MOST_RANGES = COALESCING_RANGES;

    /** Nothing agreed on. */
    static final Agreement NONE = new Agreement(null, PLAIN_MTU, 0, 0, 0);

    Agreement speaking(NvspVersion version) {
        return new Agreement(version, mtu, capabilities, ndisMajor, ndisMinor);
    }

    /** With what the guest's configuration says, as far as an adapter for frames of {@code maxFrame} goes along. */
    Agreement configured(NdisConfig config, int maxFrame) {
        boolean isSensible = config.mtu() >= PLAIN_MTU && config.mtu() <= NetVsp.LARGEST_FRAME;
        int wanted = isSensible ? config.mtu() : PLAIN_MTU;
        return new Agreement(version, Math.min(wanted, maxFrame), config.capabilities(), ndisMajor, ndisMinor);
    }

    Agreement described(NdisVersion ndis) {
        return new Agreement(version, mtu, capabilities, ndis.major(), ndis.minor());
    }

    boolean isAtLeast(NvspVersion other) {
        return version != null && version.isAtLeast(other);
    }

    /** Whether the guest's driver is written for an interface at least so new. */
    boolean isNdis(int major, int minor) {
        return ndisMajor > major || (ndisMajor == major && ndisMinor >= minor);
    }

    /** Bytes of NVSP messages that have no length of their own. */
    int messageBytes() {
        return version == null ? NvspMessage.BYTES : version.messageBytes();
    }

    /** Whether 802.1Q tags go as per-packet information. */
    boolean takesTags() {
        return (capabilities & NdisConfig.VLAN) != 0;
    }

    /** Whether one frame may lie in several suballocations. */
    boolean takesParts() {
        return isAtLeast(NvspVersion.V6_1) && (capabilities & NdisConfig.COALESCING) != 0;
    }

    /** Ranges in one packet to the guest, at most. */
    int ranges() {
        if (takesParts()) return COALESCING_RANGES;
        return ndisMajor < 6 ? OLD_RANGES : RANGES;
    }
}
