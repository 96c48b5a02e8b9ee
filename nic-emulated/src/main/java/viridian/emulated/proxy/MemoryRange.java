package viridian.emulated.proxy;

/**
 * A stretch of a guest's addresses that is memory.
 *
 * @param gpa where it begins for the guest
 * @param length in bytes
 * @param offset where it begins in the file that is shared
 */
public record MemoryRange(long gpa, long length, long offset) {

    /** Whether so many bytes from an address are all in it; nothing a peer says overflows here. */
    boolean holds(long address, long bytes) {
        long inside = address - gpa;
        return inside >= 0 && address >= gpa && bytes >= 0 && bytes <= length && inside <= length - bytes;
    }
}
