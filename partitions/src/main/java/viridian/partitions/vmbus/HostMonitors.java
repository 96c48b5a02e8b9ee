package viridian.partitions.vmbus;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;
import viridian.partitions.GuestMemory;

/**
 * Which monitor bits of a guest are in use, and when each is to be looked at again. Belongs to whoever holds the bus.
 */
final class HostMonitors {

    /** What an adapter asks for. */
    private static final long USUAL_LATENCY_NANOS = 100_000;

    private final BitSet taken = new BitSet(MonitorPages.COUNT);
    private final @Nullable HostChannel[] channels = new HostChannel[MonitorPages.COUNT];
    private final long[] latencies = new long[MonitorPages.COUNT];
    private final long[] due = new long[MonitorPages.COUNT];

    /** A bit for a device that wants one, {@link MonitorPages#NONE} if it does not or all are in use. */
    int take(long latencyNanos) {
        int monitor = taken.nextClearBit(0);
        if (latencyNanos <= 0 || monitor >= MonitorPages.COUNT) return MonitorPages.NONE;
        taken.set(monitor);
        latencies[monitor] = latencyNanos;
        return monitor;
    }

    /** Takes a certain bit, as it was saved: the guest goes on setting it. Returns it. */
    int take(int monitor, long latencyNanos) {
        if (monitor == MonitorPages.NONE) return monitor;
        taken.set(monitor);
        latencies[monitor] = latencyNanos > 0 ? latencyNanos : USUAL_LATENCY_NANOS;
        return monitor;
    }

    /** The bit is some channel's. */
    void use(int monitor, HostChannel channel) {
        if (monitor != MonitorPages.NONE) channels[monitor] = channel;
    }

    /** The channel is gone. */
    void free(int monitor) {
        if (monitor == MonitorPages.NONE) return;
        taken.clear(monitor);
        channels[monitor] = null;
    }

    /** Tells the guest, in its page, what the channel's bit is for. */
    void describe(HostChannel channel, GuestMemory memory, Connection connection) {
        int monitor = channel.monitor();
        if (monitor == MonitorPages.NONE || !connection.hasMonitorPages()) return;
        MonitorPages.describe(
                memory, connection.childToParentPage(), monitor, channel.connection(), latencies[monitor]);
    }

    /**
     * Has every channel looked after whose bit is up and due.
     *
     * @return when to come again, on the clock of {@code now}; {@link Long#MAX_VALUE} if there is nothing to look at
     */
    long poll(long now, GuestMemory memory, Connection connection) {
        long next = Long.MAX_VALUE;
        for (int group = 0; group < MonitorPages.GROUPS; group++) {
            int wanted = dueIn(group, now);
            int bits = wanted == 0 ? 0 : MonitorPages.take(memory, connection.childToParentPage(), group, wanted);
            for (; bits != 0; bits &= bits - 1)
                ring(group * MonitorPages.PER_GROUP + Integer.numberOfTrailingZeros(bits));
        }
        for (int monitor = taken.nextSetBit(0); monitor >= 0; monitor = taken.nextSetBit(monitor + 1)) {
            next = Math.min(next, due[monitor]);
        }
        return next;
    }

    private void ring(int monitor) {
        HostChannel channel = channels[monitor];
        if (channel != null) channel.comeBack();
    }

    private int dueIn(int group, long now) {
        int wanted = 0;
        for (int bit = 0; bit < MonitorPages.PER_GROUP; bit++) {
            int monitor = group * MonitorPages.PER_GROUP + bit;
            if (!taken.get(monitor) || now < due[monitor]) continue;
            wanted |= 1 << bit;
            due[monitor] = now + latencies[monitor];
        }
        return wanted;
    }
}
