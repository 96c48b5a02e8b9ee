package viridian.vswitch;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * Where each address is, in the form the frame path looks it up: open addressing with linear probing, sixteen bytes for each
 * slot, so that a search costs one cache line.
 *
 * <pre>
 * 0  8  key: VLAN above the 48 bits of the address; 0 while the slot is empty
 * 8  4  place: socket of the port plus 1, the top bit set if it is pinned; 0 if nobody knows
 * 12 4  tick in which it was last seen
 * </pre>
 *
 * <p>Any thread may search at any time without a lock; changes other than {@link #see} are made by one thread at a time. A
 * slot never gets another key, so that a search that found its key reads what is true of this key. Slots nobody uses any
 * more are left behind when the table moves to new memory.
 */
final class AddressSlots {

    /** What {@link #find} answers if there is no such key. */
    static final int ABSENT = -1;

    static final int NOWHERE = 0;
    static final int PINNED = 1 << 31;

    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();
    private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();
    private static final int SLOT_SHIFT = 4;
    private static final int PLACE = 8;
    private static final int SEEN = 12;

    /** Beyond this many slots a search often misses the second-level cache: 16 bytes times this is half a megabyte. */
    private static final int CACHED = 1 << 15;

    private final MemorySegment memory;
    private final int slots;
    private final int shift;
    private int used;

    /** @param slots how many, a power of two */
    AddressSlots(int slots) {
        this.slots = slots;
        this.shift = Long.SIZE - Integer.numberOfTrailingZeros(slots);
        this.memory = MemorySegment.ofArray(new long[2 * slots]);
    }

    /** The slot of a key, or {@link #ABSENT}. */
    int find(long key) {
        for (int slot = home(key); ; slot = (slot + 1) & (slots - 1)) {
            long found = (long) LONG.getAcquire(memory, (long) slot << SLOT_SHIFT);
            if (found == key) return slot;
            if (found == 0) return ABSENT;
        }
    }

    /** Addresses of one maker differ in their low bits only: multiplied by the golden ratio they spread. */
    private int home(long key) {
        return (int) ((key * 0x9E37_79B9_7F4A_7C15L) >>> shift);
    }

    /**
     * Reads the memory where a key's search will begin, so that it is near when the search comes. Worth something for
     * several keys at once: the processor waits for all their cache lines together.
     *
     * @return what was read, for the caller to keep, lest the reading be optimised away
     */
    long touch(long key) {
        return (long) LONG.getOpaque(memory, (long) home(key) << SLOT_SHIFT);
    }

    /** Whether the table is so large that {@link #touch} is worth its price. */
    boolean isLarge() {
        return slots > CACHED;
    }

    int place(int slot) {
        return (int) INT.getAcquire(memory, ((long) slot << SLOT_SHIFT) + PLACE);
    }

    void place(int slot, int place) {
        INT.setRelease(memory, ((long) slot << SLOT_SHIFT) + PLACE, place);
    }

    int seen(int slot) {
        return (int) INT.getOpaque(memory, ((long) slot << SLOT_SHIFT) + SEEN);
    }

    void see(int slot, int tick) {
        INT.setOpaque(memory, ((long) slot << SLOT_SHIFT) + SEEN, tick);
    }

    long key(int slot) {
        return (long) LONG.getOpaque(memory, (long) slot << SLOT_SHIFT);
    }

    /** The slot of a key, taken for it now if it had none. */
    int claim(long key) {
        int slot = home(key);
        while (key(slot) != 0 && key(slot) != key) slot = (slot + 1) & (slots - 1);
        if (key(slot) == 0) {
            LONG.setRelease(memory, (long) slot << SLOT_SHIFT, key);
            used++;
        }
        return slot;
    }

    int slots() {
        return slots;
    }

    /** Whether one key more would make searches long. */
    boolean isFull() {
        return 2 * (used + 1) > slots;
    }
}
