package viridian.partitions.vmbus;

import viridian.partitions.vmbus.ring.RingCounters;

/** What went through one end of a channel, over all the times it was open. */
public final class ChannelCounters {

    private final RingCounters sent = new RingCounters();
    private final RingCounters received = new RingCounters();
    private long signalsReceived;

    ChannelCounters() {}

    /** The ring this end writes; counted by the thread that sends. */
    public RingCounters sent() {
        return sent;
    }

    /** The ring this end reads; counted by the thread that receives. */
    public RingCounters received() {
        return received;
    }

    /** How often this end was woken and looked after the channel. */
    public long signalsReceived() {
        return signalsReceived;
    }

    void countSignal() {
        signalsReceived++;
    }
}
