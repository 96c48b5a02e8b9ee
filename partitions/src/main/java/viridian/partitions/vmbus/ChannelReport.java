package viridian.partitions.vmbus;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One channel as the parent sees it at a moment.
 *
 * @param version of the bus, null while its guest is not connected
 * @param relid the channel's number
 * @param offer the device: class, instance, and which of its channels
 * @param toGuest the ring to the guest, null while the channel has none
 * @param toHost the ring from the guest, null while the channel has none
 * @param targetProcessor of the guest, where signals go; -1 if it wants none
 * @param monitor the channel's bit in the monitor pages, -1 if it has none
 * @param gpadls each piece of shared memory, in words
 * @param counters of the parent's end, over the time it has been open; null while it is not
 */
public record ChannelReport(
        @Nullable VmbusVersion version,
        int relid,
        ChannelOffer offer,
        ChannelState state,
        @Nullable RingReport toGuest,
        @Nullable RingReport toHost,
        int targetProcessor,
        int monitor,
        List<String> gpadls,
        @Nullable ChannelCounters counters) {

    /**
     * One ring.
     *
     * @param dataBytes how much it holds
     * @param used how much of that is packets now
     */
    public record RingReport(int dataBytes, int used) {}

    static ChannelReport of(HostChannel channel, HostGpadls gpadls, @Nullable VmbusVersion version) {
        VmbusChannel open = channel.channel();
        return new ChannelReport(
                version,
                channel.relid(),
                channel.offer(),
                channel.state(),
                open == null ? null : open.ringOut(),
                open == null ? null : open.ringIn(),
                channel.targetProcessor(),
                channel.monitor() == MonitorPages.NONE ? -1 : channel.monitor(),
                gpadls.of(channel.relid()).stream().map(HostGpadl::toString).toList(),
                open == null ? null : open.counters());
    }
}
