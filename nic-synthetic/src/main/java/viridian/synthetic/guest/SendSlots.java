package viridian.synthetic.guest;

/**
 * Stretches of guest memory of equal size that frames are sent from, and which of them are free: a slot is with the host
 * from the packet that names it to the packet's completion.
 *
 * <p>Guarded by its owner.
 */
final class SendSlots {

    /** Returned when none is free. */
    static final int NONE = -1;

    private final long gpa;
    private final int slotBytes;
    private final int first;
    private final int[] free;
    private final boolean[] isTaken;
    private int freeCount;

    /** As many slots as fit into {@code bytes} of memory from {@code gpa} on. */
    SendSlots(long gpa, int bytes, int slotBytes) {
        this(gpa, slotBytes, 0, bytes / slotBytes);
    }

    private SendSlots(long gpa, int slotBytes, int first, int count) {
        this.gpa = gpa;
        this.slotBytes = slotBytes;
        this.first = first;
        free = new int[count];
        isTaken = new boolean[count];
        while (freeCount < count) free[freeCount] = first + count - 1 - freeCount++;
    }

    /** No slot at all. */
    static SendSlots none() {
        return new SendSlots(0, 0, 0, 0);
    }

    /** One of {@code parts} equal shares of the slots, which keep their numbers. Only while none is taken. */
    SendSlots share(int part, int parts) {
        int each = free.length / parts;
        return new SendSlots(gpa, slotBytes, first + part * each, each);
    }

    /** Bytes in a slot. */
    int slotBytes() {
        return slotBytes;
    }

    /** How many there are. */
    int count() {
        return free.length;
    }

    /** Whether the host has none of them. */
    boolean areAllFree() {
        return freeCount == free.length;
    }

    /** Where a slot begins. */
    long address(int slot) {
        return gpa + (long) slot * slotBytes;
    }

    /** Takes a slot, or {@link #NONE}. */
    int take() {
        if (freeCount == 0) return NONE;
        int slot = free[--freeCount];
        isTaken[slot - first] = true;
        return slot;
    }

    /** Gives a slot back; false if it was not taken. */
    boolean release(int slot) {
        int at = slot - first;
        if (at < 0 || at >= isTaken.length || !isTaken[at]) return false;
        isTaken[at] = false;
        free[freeCount++] = slot;
        return true;
    }
}
