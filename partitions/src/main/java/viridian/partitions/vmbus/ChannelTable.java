package viridian.partitions.vmbus;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import viridian.partitions.GuestFault;

/** The channels of one bus by their number. Belongs to whoever holds the bus. */
final class ChannelTable {

    /** An array, because looking a number up must make no object. */
    private final @Nullable HostChannel[] channels = new HostChannel[Wire.CHANNELS];

    /** The lowest number that is free, 0 if none is. */
    int free() {
        for (int relid = 1; relid < Wire.CHANNELS; relid++) {
            if (channels[relid] == null) return relid;
        }
        return 0;
    }

    /** How many numbers are free. */
    int freeCount() {
        return Wire.CHANNELS - 1 - all().size();
    }

    void put(HostChannel channel) {
        channels[channel.relid()] = channel;
    }

    void remove(HostChannel channel) {
        channels[channel.relid()] = null;
    }

    /** The channel of a number, null if there is none. */
    @Nullable
    HostChannel at(int relid) {
        return relid < 0 || relid >= Wire.CHANNELS ? null : channels[relid];
    }

    /** The channel a guest speaks of; a {@link GuestFault} if it knows of none by this number. */
    HostChannel known(int relid) {
        HostChannel channel = at(relid);
        if (channel == null || !channel.state().isKnownToGuest()) throw new GuestFault("no channel " + relid);
        return channel;
    }

    /** All channels now, the lowest number first. */
    List<HostChannel> all() {
        List<HostChannel> all = new ArrayList<>();
        for (HostChannel channel : channels) {
            if (channel != null) all.add(channel);
        }
        return all;
    }

    /** The further channels of a device whose first one this is. */
    List<HostChannel> subchannels(HostChannel primary) {
        return all().stream()
                .filter(c -> c.offer().subchannel() > 0 && c.device().equals(primary.device()))
                .filter(c -> !c.state().isRevoked())
                .toList();
    }

    /** The channel whose device was withdrawn and which this could be, back again; null if there is none. */
    @Nullable
    HostChannel revoked(ChannelOffer offer) {
        for (HostChannel channel : all()) {
            if (channel.state() == ChannelState.REVOKED && channel.offer().equals(offer)) return channel;
        }
        return null;
    }
}
