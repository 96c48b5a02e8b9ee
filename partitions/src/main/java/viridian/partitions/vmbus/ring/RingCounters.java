package viridian.partitions.vmbus.ring;

/**
 * What one end of a ring has done since it was first used. Plain numbers, written by the one thread that writes or reads
 * the ring; anybody may read them, and may read a moment late.
 */
public final class RingCounters {

    private long packets;
    private long bytes;
    private long signalsSent;
    private long signalsSpared;
    private long blocked;

    /** Counters at 0. */
    public RingCounters() {}

    /** Packets written or read. */
    public long packets() {
        return packets;
    }

    /** Bytes those packets took in the ring: descriptor, padding and trailer counted. */
    public long bytes() {
        return bytes;
    }

    /** How often the other end was woken: by a writer for packets, by a reader for the room it had made. */
    public long signalsSent() {
        return signalsSent;
    }

    /** How often something was shown to the other end that needed no waking. */
    public long signalsSpared() {
        return signalsSpared;
    }

    /** A writer: how often there was no room. A reader: how often it saw the writer wait for some. */
    public long blocked() {
        return blocked;
    }

    void count(long packets, long bytes) {
        this.packets += packets;
        this.bytes += bytes;
    }

    void countShown(boolean signal) {
        if (signal) signalsSent++;
        else signalsSpared++;
    }

    void countBlocked() {
        blocked++;
    }
}
