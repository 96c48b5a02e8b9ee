package viridian.synthetic.guest;

/**
 * Stretches of guest memory of equal size that frames are sent from, and which of them are free: a slot is with the host
 * from the packet that names it to the packet's completion.
 */
final class SendSlots {

    /** Returned when none is free. */
    static final int NONE = -1;

    private final long gpa;
    private final int slotBytes;
    private final int[] free;
    private final boolean[] isTaken;
    private int freeCount;

    /** As many slots as fit into {@code bytes} of memory from {@code gpa} on. */
    SendSlots(long gpa, int bytes, int slotBytes) {
        int count = bytes / slotBytes;
        this.gpa = gpa;
        this.slotBytes = slotBytes;
        free = new int[count];
        isTaken = new boolean[count];
        while (freeCount < count) free[freeCount] = count - 1 - freeCount++;
    }

    /** No slot at all. */
    static SendSlots none() {
        return new SendSlots(0, 0, 1);
    }

    /** Bytes in a slot. */
    int slotBytes() {
        return slotBytes;
    }

    /** Where a slot begins. */
    long address(int slot) {
        return gpa + (long) slot * slotBytes;
    }

    /** Takes a slot, or {@link #NONE}. */
    int take() {
        if (freeCount == 0) return NONE;
        int slot = free[--freeCount];
        isTaken[slot] = true;
        return slot;
    }

    /** Gives a slot back; false if it was not taken. */
    boolean release(int slot) {
        if (slot < 0 || slot >= isTaken.length || !isTaken[slot]) return false;
        isTaken[slot] = false;
        free[freeCount++] = slot;
        return true;
    }
}
