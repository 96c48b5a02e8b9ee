package viridian.vswitch;

import java.util.Arrays;

/**
 * The learned addresses of one port, longest unseen first, as far as the ticks they are queued by tell: a binary heap of slot
 * numbers. An address that was seen again, moved or forgotten stays where it is until its turn comes; whoever takes it then
 * looks again.
 */
final class AgeQueue {

    private static final int FEWEST = 16;

    private final AddressSlots slots;

    /** Tick above the slot's number. */
    private long[] heap = new long[FEWEST];

    private int size;

    AgeQueue(AddressSlots slots) {
        this.slots = slots;
    }

    boolean isEmpty() {
        return size == 0;
    }

    void add(int slot, int tick) {
        if (size == heap.length) heap = Arrays.copyOf(heap, 2 * size);
        long entry = ((long) tick << 32) | slot;
        int at = size++;
        for (; at > 0 && isBefore(entry, heap[(at - 1) / 2]); at = (at - 1) / 2) heap[at] = heap[(at - 1) / 2];
        heap[at] = entry;
    }

    /** Slot of the first in the queue. */
    int slot() {
        return (int) heap[0];
    }

    /** The tick the first in the queue is queued by. */
    int tick() {
        return (int) (heap[0] >>> 32);
    }

    void removeFirst() {
        long entry = heap[--size];
        int at = 0;
        for (int child = firstChild(at); child < size; child = firstChild(at)) {
            if (!isBefore(heap[child], entry)) break;
            heap[at] = heap[child];
            at = child;
        }
        heap[at] = entry;
    }

    private int firstChild(int at) {
        int left = 2 * at + 1;
        return left + 1 < size && isBefore(heap[left + 1], heap[left]) ? left + 1 : left;
    }

    /** By tick; of those last seen in the same tick, by VLAN and address. */
    private boolean isBefore(long entry, long other) {
        int tick = (int) (entry >>> 32);
        int otherTick = (int) (other >>> 32);
        if (tick != otherTick) return tick - otherTick < 0;
        return slots.key((int) entry) < slots.key((int) other);
    }
}
