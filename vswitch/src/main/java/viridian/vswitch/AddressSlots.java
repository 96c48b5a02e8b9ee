package viridian.vswitch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Where each address is, in the form the frame path looks it up: open addressing with linear probing, two words for each
 * slot, so that a search costs one cache line.
 *
 * <pre>
 * key    VLAN above the 48 bits of the address; 0 while the slot is empty
 * state  63    whether the address is pinned
 *        48-32 socket of the port plus 1; 0 if nobody knows where the address is
 *        31-0  tick in which it was last seen
 * </pre>
 *
 * <p>Any thread may search at any time without a lock; changes other than {@link #see} are made by one thread at a time. A
 * slot never gets another key, so that a search that found its key reads what is true of this key. Slots nobody uses any
 * more are left behind when the table moves to new memory.
 */
final class AddressSlots {

    /** What {@link #find} answers if there is no such key. */
    static final int ABSENT = -1;

    /** The state of an address nobody knows. */
    static final long NOWHERE = 0;

    private static final long PINNED = 1L << 63;
    private static final int SOCKET = 0x1FFFF;
    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

    /** Beyond this many slots a search often misses the second-level cache: 16 bytes times this is half a megabyte. */
    private static final int CACHED = 1 << 15;

    private final long[] words;
    private final int slots;
    private final int shift;
    private int used;

    /** @param slots how many, a power of two */
    AddressSlots(int slots) {
        this.slots = slots;
        this.shift = Long.SIZE - Integer.numberOfTrailingZeros(slots);
        this.words = new long[2 * slots];
    }

    static long learned(int socket, int tick) {
        return (long) (socket + 1) << 32 | Integer.toUnsignedLong(tick);
    }

    static long pinned(int socket) {
        return PINNED | (long) (socket + 1) << 32;
    }

    static boolean isPinned(long state) {
        return state < 0;
    }

    /** The port's socket, or -1. */
    static int socket(long state) {
        return ((int) (state >>> 32) & SOCKET) - 1;
    }

    static int seen(long state) {
        return (int) state;
    }

    /** The slot of a key, or {@link #ABSENT}. */
    int find(long key) {
        long[] table = words;
        int last = table.length - 1;
        for (int at = home(key); ; at = (at + 2) & last) {
            long found = (long) WORD.getAcquire(table, at);
            if (found == key) return at >>> 1;
            if (found == 0) return ABSENT;
        }
    }

    /** What is known of a key, or {@link #NOWHERE}. */
    long stateOf(long key) {
        int slot = find(key);
        return slot == ABSENT ? NOWHERE : state(slot);
    }

    /**
     * Index of the word a key's search begins at. Addresses of one maker differ in their low bits only: multiplied by the golden
     * ratio they spread.
     */
    private int home(long key) {
        return (int) ((key * 0x9E37_79B9_7F4A_7C15L) >>> shift) << 1;
    }

    /**
     * Reads the memory where the searches for some keys will begin, so that it is near when they come. The loop does nothing
     * but read: so many of its cache lines fit into what a processor looks ahead that it waits for them together.
     *
     * @return what was read, for the caller to keep, lest the reading be optimised away
     */
    long touch(long[] keys, int count) {
        long[] table = words;
        long read = 0;
        for (int i = 0; i < count; i++) read += table[home(keys[i])];
        return read;
    }

    /** Whether the table is so large that {@link #touch} is worth its price. */
    boolean isLarge() {
        return slots > CACHED;
    }

    long key(int slot) {
        return (long) WORD.getOpaque(words, 2 * slot);
    }

    long state(int slot) {
        return (long) WORD.getAcquire(words, 2 * slot + 1);
    }

    void state(int slot, long state) {
        WORD.setRelease(words, 2 * slot + 1, state);
    }

    /** A learned address was seen again, unless it has just become something else. */
    void see(int slot, long known, int tick) {
        WORD.compareAndSet(words, 2 * slot + 1, known, learned(socket(known), tick));
    }

    /** The slot of a key, taken for it now if it had none. */
    int claim(long key) {
        int slot = home(key) >>> 1;
        while (key(slot) != 0 && key(slot) != key) slot = (slot + 1) & (slots - 1);
        if (key(slot) == 0) {
            WORD.setRelease(words, 2 * slot, key);
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
