package viridian.offload.stack;

import java.util.concurrent.atomic.AtomicLongArray;

/** What a host put aside, by reason. Counted by the host's own thread, read by any. */
public final class StackCounters {

    private final AtomicLongArray drops = new AtomicLongArray(StackDrop.values().length);

    StackCounters() {}

    /** How often this happened. */
    public long count(StackDrop why) {
        return drops.get(place(why));
    }

    /** How often anything was put aside. */
    public long total() {
        long total = 0;
        for (int i = 0; i < drops.length(); i++) total += drops.get(i);
        return total;
    }

    /** One writer, so no atomic addition is needed: readers only must not see half a number. */
    void drop(StackDrop why) {
        int i = place(why);
        drops.setOpaque(i, drops.getPlain(i) + 1);
    }

    @SuppressWarnings("EnumOrdinal") // the place in an array that lives as long as this class is no stored meaning
    private static int place(StackDrop why) {
        return why.ordinal();
    }
}
