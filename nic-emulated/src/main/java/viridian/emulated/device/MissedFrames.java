package viridian.emulated.device;

/**
 * CSR8: frames that were wanted and had no room, in two counters, each with a bit that it went over (21140A Hardware
 * Reference Manual, section 3.2.2.8). Reading takes the counts away.
 */
final class MissedFrames {

    private static final int ALWAYS_ONE = 0xE000_0000;
    private static final int NO_DESCRIPTOR_LIMIT = 1 << 16;
    private static final int NO_BUS_LIMIT = 1 << 11;
    private static final int NO_BUS_SHIFT = 17;

    private int noDescriptor;
    private int noBus;
    private long total;

    void reset() {
        noDescriptor = 0;
        noBus = 0;
    }

    /** No receive descriptor was the adapter's. */
    void noDescriptor() {
        noDescriptor = next(noDescriptor, NO_DESCRIPTOR_LIMIT);
        total++;
    }

    /** There were too few receive descriptors: the beginning is stored, and no counter of the chip's tells of the rest. */
    void cut() {
        total++;
    }

    /** The adapter was not allowed on the bus, and its own few kilobytes are full at once. */
    void noBus() {
        noBus = next(noBus, NO_BUS_LIMIT);
        total++;
    }

    /** Counts below the limit; the limit's own bit, once set, stays. */
    private static int next(int count, int limit) {
        int wentOver = count + 1 >= limit ? limit : 0;
        int low = (count + 1) % limit;
        return low + wentOver;
    }

    int take() {
        int value = ALWAYS_ONE | (noBus << NO_BUS_SHIFT) | noDescriptor;
        reset();
        return value;
    }

    /** All there ever were, for the administrator. */
    long total() {
        return total;
    }
}
