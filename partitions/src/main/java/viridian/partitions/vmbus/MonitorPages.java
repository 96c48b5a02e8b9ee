package viridian.partitions.vmbus;

import viridian.partitions.GuestMemory;

/**
 * The pages by which signals wait a little, so that many become one (Linux include/linux/hyperv.h, struct
 * hv_monitor_page). A guest has two, one for each direction; each has 128 bits in four groups:
 *
 * <pre>
 *   0x000  trigger state, bits 0-3: the group is in use
 *   0x008  four groups: pending bits (4), armed bits (4)
 *   0x240  latency of each bit (2), in units of 100 ns
 *   0x440  parameter of each bit: connection (4), flag (2), reserved (2)
 * </pre>
 *
 * <p>Who wants to signal sets the bit; the other end takes it within the latency.
 */
final class MonitorPages {

    /** No bit. */
    static final int NONE = 0xFF;
    /** Bits a page has. */
    static final int COUNT = 128;

    static final int GROUPS = 4;
    static final int PER_GROUP = 32;

    private static final int TRIGGER_STATE = 0x000;
    private static final int TRIGGER_GROUPS = 0x008;
    private static final int GROUP_BYTES = 8;
    private static final int LATENCY = 0x240;
    private static final int PARAMETER = 0x440;
    private static final int PARAMETER_BYTES = 8;
    private static final long LATENCY_NANOS = 100;

    /** Our choice: a guest that sets bits as fast as we clear one is looked at again the next time. */
    private static final int TRIES = 16;

    private MonitorPages() {}

    /** The host says what a bit is for. */
    static void describe(GuestMemory memory, long page, int monitor, int connection, long latencyNanos) {
        memory.putI32(page + PARAMETER + (long) monitor * PARAMETER_BYTES, connection);
        memory.putI32(page + PARAMETER + (long) monitor * PARAMETER_BYTES + 4, 0);
        int latency = (int) Math.min(latencyNanos / LATENCY_NANOS, 0xFFFF);
        memory.putU16(page + LATENCY + (long) monitor * Short.BYTES, latency);
        memory.getAndOrI32(page + TRIGGER_STATE, 1 << (monitor / PER_GROUP));
    }

    /** Wants a signal. Makes no object. */
    static void request(GuestMemory memory, long page, int monitor) {
        memory.getAndOrI32(pending(page, monitor / PER_GROUP), 1 << (monitor % PER_GROUP));
    }

    /** Takes those of the wanted bits of a group that are up, and leaves the others. */
    static int take(GuestMemory memory, long page, int group, int wanted) {
        for (int i = 0; i < TRIES; i++) {
            int bits = memory.i32Acquire(pending(page, group));
            int taken = bits & wanted;
            if (taken == 0 || memory.compareAndSetI32(pending(page, group), bits, bits & ~wanted)) return taken;
        }
        return 0;
    }

    private static long pending(long page, int group) {
        return page + TRIGGER_GROUPS + (long) group * GROUP_BYTES;
    }
}
