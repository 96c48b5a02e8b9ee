package viridian.partitions;

import static viridian.partitions.GuestMemory.PAGE_BYTES;

import java.util.BitSet;

/**
 * Which pages of its memory a guest has given to whom: the few lines of an operating system that drivers cannot do
 * without. First fit, whole pages, zeroed when handed out. Belongs to the guest's processor.
 */
public final class GuestAllocator {

    private final GuestMemory memory;
    private final int pages;
    private final BitSet taken = new BitSet();

    /**
     * All memory is free except the first page, so that no address handed out is 0.
     */
    public GuestAllocator(GuestMemory memory) {
        this.memory = memory;
        this.pages = Math.toIntExact(memory.size() / PAGE_BYTES);
        taken.set(0);
    }

    /**
     * Takes memory.
     *
     * @param bytes rounded up to whole pages
     * @return the guest-physical address, page aligned
     * @throws IllegalStateException if there is no such stretch left: the guest was planned too small
     */
    public long allocate(long bytes) {
        int wanted = pagesOf(bytes);
        int first = taken.nextClearBit(0);
        while (first + wanted <= pages) {
            int blocked = taken.nextSetBit(first);
            if (blocked < 0 || blocked >= first + wanted) return take(first, wanted);
            first = taken.nextClearBit(blocked);
        }
        throw new IllegalStateException("no %d free pages in a row in a guest of %d".formatted(wanted, pages));
    }

    /** Gives memory back; the arguments are what {@link #allocate} returned and was given. */
    public void free(long gpa, long bytes) {
        int first = Math.toIntExact(gpa / PAGE_BYTES);
        int count = pagesOf(bytes);
        taken.clear(first, first + count);
        // Free pages are kept zero, rather than zeroed when taken: memory nobody has touched is not touched here
        // either.
        memory.clear(gpa, (long) count * PAGE_BYTES);
    }

    private long take(int first, int wanted) {
        taken.set(first, first + wanted);
        return (long) first * PAGE_BYTES;
    }

    private static int pagesOf(long bytes) {
        if (bytes <= 0) throw new IllegalArgumentException("nobody needs " + bytes + " bytes");
        return Math.toIntExact((bytes + PAGE_BYTES - 1) / PAGE_BYTES);
    }
}
