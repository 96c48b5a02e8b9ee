package viridian.synthetic.host;

import viridian.synthetic.nvsp.NvspVersion;

/**
 * What a host lets an adapter be.
 *
 * @param maxFrame the longest frame a guest may ask for, Ethernet header included, {@link NetVsp#PLAIN_FRAME} to {@link
 *     NetVsp#LARGEST_FRAME} bytes
 * @param newest the newest version of NVSP it speaks: V1 as Server 2008, V2 as Server 2008 R2
 * @param channels a guest may have at most, the first counted: 1 to {@link #MOST_CHANNELS}
 * @param takesWork whether checksums and large sends may be left to it, from version 2 on
 * @param bitsPerSecond what it reports as its speed
 */
public record NetVspSettings(int maxFrame, NvspVersion newest, int channels, boolean takesWork, long bitsPerSecond) {

    /** As many as Linux uses at most. */
    public static final int MOST_CHANNELS = 64;

    /** What a host of today allows: 10 Gbit/s, eight channels, all offloads, frames of 1514 bytes. */
    public static final NetVspSettings MODERN =
            new NetVspSettings(NetVsp.PLAIN_FRAME, NvspVersion.V6_1, 8, true, 10_000_000_000L);

    /** Refuses what no adapter is. */
    public NetVspSettings {
        if (maxFrame < NetVsp.PLAIN_FRAME || maxFrame > NetVsp.LARGEST_FRAME) {
            throw new IllegalArgumentException("a synthetic adapter carries frames of %d to %d bytes, not %d"
                    .formatted(NetVsp.PLAIN_FRAME, NetVsp.LARGEST_FRAME, maxFrame));
        }
        if (channels < 1 || channels > MOST_CHANNELS) {
            throw new IllegalArgumentException(
                    "a synthetic adapter has 1 to %d channels, not %d".formatted(MOST_CHANNELS, channels));
        }
        if (bitsPerSecond < 100) throw new IllegalArgumentException(bitsPerSecond + " bit/s is no speed");
    }

    public NetVspSettings withMaxFrame(int maxFrame) {
        return new NetVspSettings(maxFrame, newest, channels, takesWork, bitsPerSecond);
    }

    public NetVspSettings withNewest(NvspVersion newest) {
        return new NetVspSettings(maxFrame, newest, channels, takesWork, bitsPerSecond);
    }

    public NetVspSettings withChannels(int channels) {
        return new NetVspSettings(maxFrame, newest, channels, takesWork, bitsPerSecond);
    }

    public NetVspSettings withWork(boolean takesWork) {
        return new NetVspSettings(maxFrame, newest, channels, takesWork, bitsPerSecond);
    }

    public NetVspSettings withSpeed(long bitsPerSecond) {
        return new NetVspSettings(maxFrame, newest, channels, takesWork, bitsPerSecond);
    }
}
