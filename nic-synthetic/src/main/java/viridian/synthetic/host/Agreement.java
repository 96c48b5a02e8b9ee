package viridian.synthetic.host;

import org.jspecify.annotations.Nullable;
import viridian.synthetic.nvsp.NvspMessage.NdisConfig;
import viridian.synthetic.nvsp.NvspVersion;

/**
 * What the two halves have agreed on before the first frame.
 *
 * @param version null until the guest has named one that is spoken here
 * @param mtu the longest frame, Ethernet header included, in bytes
 * @param takesTags whether 802.1Q tags go as per-packet information
 */
record Agreement(@Nullable NvspVersion version, int mtu, boolean takesTags) {

    /** An Ethernet header and 1500 bytes: what holds for who does not say, or says nonsense. */
    private static final int PLAIN_MTU = 1514;

    /** What a host of today would let a guest ask for at most. */
    private static final int LARGEST_MTU = 9216;

    /** Nothing agreed on. */
    static final Agreement NONE = new Agreement(null, PLAIN_MTU, false);

    Agreement speaking(NvspVersion version) {
        return new Agreement(version, mtu, takesTags);
    }

    /** With what the guest's configuration says, as far as an adapter for frames of {@code maxFrame} goes along. */
    Agreement configured(NdisConfig config, int maxFrame) {
        boolean isSensible = config.mtu() >= PLAIN_MTU && config.mtu() <= LARGEST_MTU;
        int wanted = isSensible ? config.mtu() : PLAIN_MTU;
        return new Agreement(version, Math.min(wanted, maxFrame), (config.capabilities() & NdisConfig.VLAN) != 0);
    }
}
