package viridian.partitions.vmbus;

import viridian.partitions.GuestMemory;

/**
 * The page by which the bus signals channels before version 2.4 (Linux drivers/hv/connection.c, vmbus_connection.int_page):
 * a bit for each channel in the first half from host to guest, in the second half from guest to host. Bits are set and
 * taken atomically.
 */
final class InterruptPage {

    /** Which half: from host to guest. */
    static final int TO_GUEST = 0;
    /** Which half: from guest to host. */
    static final int TO_HOST = 2048;

    private InterruptPage() {}

    static void raise(GuestMemory memory, long page, int half, int relid) {
        memory.getAndOrI64(page + half + (relid / Long.SIZE) * (long) Long.BYTES, 1L << (relid % Long.SIZE));
    }

    /** Takes the bits of 64 channels, the first in bit 0. */
    static long take(GuestMemory memory, long page, int half, int word) {
        long at = page + half + word * (long) Long.BYTES;
        return memory.i64Acquire(at) == 0 ? 0 : memory.getAndSetI64(at, 0);
    }
}
