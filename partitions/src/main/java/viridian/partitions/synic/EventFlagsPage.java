package viridian.partitions.synic;

import viridian.partitions.GuestMemory;

/**
 * The page with a processor's event flags: sixteen areas of 256 bytes, flag {@code f} of source {@code s} is bit
 * {@code f % 8} of byte {@code s * 256 + f / 8} (Hypervisor Top Level Functional Specification, HV_SYNIC_EVENT_FLAGS).
 * The hypervisor raises flags, the guest takes them, both atomically.
 */
public final class EventFlagsPage {

    /** Flags a source has. */
    public static final int FLAGS = 2048;

    /** Flags in one word, as {@link #take} returns them. */
    public static final int FLAGS_PER_WORD = 64;

    private static final int AREA_BYTES = 256;

    private EventFlagsPage() {}

    /** Raises a flag; whether it was down before. */
    public static boolean raise(GuestMemory memory, long page, int source, int flag) {
        long bit = 1L << (flag % FLAGS_PER_WORD);
        return (memory.getAndOrI64(word(page, source, flag / FLAGS_PER_WORD), bit) & bit) == 0;
    }

    /** Lowers the 64 flags of a word, and returns those that were up, the first in bit 0. */
    public static long take(GuestMemory memory, long page, int source, int word) {
        long at = word(page, source, word);
        // Most words are zero: look before taking, an exchange of a word the other processor holds is slow.
        return memory.i64Acquire(at) == 0 ? 0 : memory.getAndSetI64(at, 0);
    }

    private static long word(long page, int source, int word) {
        return page + (long) source * AREA_BYTES + (long) word * Long.BYTES;
    }
}
