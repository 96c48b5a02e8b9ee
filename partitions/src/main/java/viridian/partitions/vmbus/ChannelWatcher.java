package viridian.partitions.vmbus;

import java.lang.foreign.MemorySegment;

/** Somebody who looks on while packets go through a channel, and changes nothing. See {@link Vmbus#watch}. */
@FunctionalInterface
public interface ChannelWatcher {

    /** Which way something goes. */
    enum Direction {
        TO_GUEST,
        TO_HOST
    }

    /**
     * A packet was written to the ring, or taken out of it.
     *
     * @param offer whose channel it is
     * @param nanos when, on the watcher's own clock
     * @param packet lent: the packet as it stood in the ring, from 0 on, without trailer
     * @param length in bytes
     */
    void packet(ChannelOffer offer, Direction direction, long nanos, MemorySegment packet, int length);
}
