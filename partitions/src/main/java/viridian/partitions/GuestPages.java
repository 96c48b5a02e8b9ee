package viridian.partitions;

import static viridian.partitions.GuestMemory.PAGE_BYTES;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of a guest's memory as a device sees it: bytes from 0 to {@link #length()}, whose pages may lie scattered over
 * the guest-physical addresses (a GPADL, a ring). Pages that follow one another take a path without any table.
 *
 * <p>Reaching outside throws {@link GuestFault}. Alignment inside the stretch is alignment in memory for stretches that
 * begin on a page, and only those may be used with the ordered accesses.
 */
public final class GuestPages {

    private static final int PAGE_SHIFT = 12;
    private static final long[] CONTIGUOUS = {};

    private final GuestMemory memory;
    private final long length;
    /** Address of the first byte if contiguous, otherwise the offset of the first byte in its page. */
    private final long base;

    private final long[] pages;

    /** The first byte that may be touched. */
    private final long first;

    private GuestPages(GuestMemory memory, long base, long[] pages, long length) {
        this(memory, base, pages, length, 0);
    }

    private GuestPages(GuestMemory memory, long base, long[] pages, long length, long first) {
        this.memory = memory;
        this.base = base;
        this.pages = pages;
        this.length = length;
        this.first = first;
    }

    /** The {@code length} bytes from one address on. */
    public static GuestPages contiguous(GuestMemory memory, long gpa, long length) {
        memory.check(gpa, length);
        return new GuestPages(memory, gpa, CONTIGUOUS, length);
    }

    /**
     * Bytes spread over pages.
     *
     * @param pages page numbers, in the order of the bytes; copied
     * @param offset of the first byte in the first page, less than a page
     * @param length in bytes; may end before the last page does
     * @throws GuestFault if a page is outside memory, or there are too few of them
     */
    public static GuestPages scattered(GuestMemory memory, long[] pages, int offset, long length) {
        if (offset < 0 || offset >= PAGE_BYTES || length < 0 || length > (long) pages.length * PAGE_BYTES - offset) {
            throw new GuestFault("%d bytes from offset %d are not in %d pages".formatted(length, offset, pages.length));
        }
        boolean follow = true;
        for (int i = 0; i < pages.length; i++) {
            if (pages[i] < 0 || pages[i] >= memory.size() >>> PAGE_SHIFT) {
                throw new GuestFault("page 0x%x is not in memory".formatted(pages[i]));
            }
            follow &= pages[i] == pages[0] + i;
        }
        if (pages.length == 0) return new GuestPages(memory, 0, CONTIGUOUS, 0);
        if (follow) return new GuestPages(memory, (pages[0] << PAGE_SHIFT) + offset, CONTIGUOUS, length);
        return new GuestPages(memory, offset, pages.clone(), length);
    }

    /** A part of this stretch, on its own: all of it may be touched. */
    public GuestPages part(long at, long length) {
        check(at, length);
        if (pages.length == 0) return new GuestPages(memory, base + at, CONTIGUOUS, length);
        int first = (int) ((base + at) >>> PAGE_SHIFT);
        int end = (int) ((base + at + length + PAGE_BYTES - 1) >>> PAGE_SHIFT);
        return scattered(memory, Arrays.copyOfRange(pages, first, end), inPage(base + at), length);
    }

    /**
     * The same stretch, of which the first bytes are not to be touched: the guest has something else there.
     *
     * @param first the first byte that may be, at most {@link #length()}
     */
    public GuestPages onlyFrom(long first) {
        if (first < this.first || first > length) throw outside(first, 0);
        return new GuestPages(memory, base, pages, length, first);
    }

    /** The first byte that may be touched; 0 unless {@link #onlyFrom} said otherwise. */
    public long first() {
        return first;
    }

    /** Bytes in this stretch. */
    public long length() {
        return length;
    }

    /** Whether the bytes follow one another in memory, from {@link #address} of 0 on. */
    public boolean isContiguous() {
        return pages.length == 0;
    }

    /** The memory the pages are in. */
    public GuestMemory memory() {
        return memory;
    }

    /** All of it as one segment, if its pages follow one another; otherwise null. Its bounds are those of this stretch. */
    public @Nullable MemorySegment segment() {
        return pages.length == 0 ? memory.segment().asSlice(base, length) : null;
    }

    /** Whether the first byte is the first of a page. */
    public boolean isPageAligned() {
        return inPage(base) == 0;
    }

    /** Copies {@code length} bytes out. */
    public void read(long at, MemorySegment to, long toAt, long length) {
        check(at, length);
        if (pages.length == 0) {
            memory.read(base + at, to, toAt, length);
            return;
        }
        for (long done = 0; done < length; ) {
            long chunk = Math.min(length - done, PAGE_BYTES - inPage(base + at + done));
            memory.read(address(at + done), to, toAt + done, chunk);
            done += chunk;
        }
    }

    /** Copies {@code length} bytes in. */
    public void write(long at, MemorySegment from, long fromAt, long length) {
        check(at, length);
        if (pages.length == 0) {
            memory.write(base + at, from, fromAt, length);
            return;
        }
        for (long done = 0; done < length; ) {
            long chunk = Math.min(length - done, PAGE_BYTES - inPage(base + at + done));
            memory.write(address(at + done), from, fromAt + done, chunk);
            done += chunk;
        }
    }

    /** A word that does not cross a page. */
    public int i32(long at) {
        check(at, 4);
        return memory.i32(address(at));
    }

    /** A word that does not cross a page. */
    public void putI32(long at, int value) {
        check(at, 4);
        memory.putI32(address(at), value);
    }

    /** A long word that does not cross a page. */
    public long i64(long at) {
        check(at, 8);
        return memory.i64(address(at));
    }

    /** A long word that does not cross a page. */
    public void putI64(long at, long value) {
        check(at, 8);
        memory.putI64(address(at), value);
    }

    /** See {@link GuestMemory#i32Acquire}. */
    public int i32Acquire(long at) {
        check(at, 4);
        return memory.i32Acquire(address(at));
    }

    /** See {@link GuestMemory#putI32Volatile}. */
    public void putI32Volatile(long at, int value) {
        check(at, 4);
        memory.putI32Volatile(address(at), value);
    }

    /** The guest-physical address of a byte of this stretch. */
    public long address(long at) {
        if (pages.length == 0) return base + at;
        long from = base + at;
        return (pages[(int) (from >>> PAGE_SHIFT)] << PAGE_SHIFT) + inPage(from);
    }

    private void check(long at, long length) {
        if (length < 0 || at < first || at > this.length - length) throw outside(at, length);
    }

    private GuestFault outside(long at, long length) {
        return new GuestFault("%d bytes at %d are not in a stretch of %d".formatted(length, at, this.length));
    }

    private static int inPage(long at) {
        return (int) at & (PAGE_BYTES - 1);
    }
}
