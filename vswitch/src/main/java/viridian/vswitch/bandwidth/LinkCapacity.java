package viridian.vswitch.bandwidth;

import viridian.vswitch.PortFeature;

/**
 * What the link behind a network port carries, where its own speed is not known or less than that is to be used.
 *
 * @param bitsPerSecond of frames without tag and check sequence, at least 8
 */
public record LinkCapacity(long bitsPerSecond) implements PortFeature {

    public LinkCapacity {
        bitsPerSecond = BandwidthLimits.rounded("link capacity", bitsPerSecond);
        if (bitsPerSecond == 0) throw new IllegalArgumentException("a link without capacity carries nothing");
    }
}
