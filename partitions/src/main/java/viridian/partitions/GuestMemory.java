package viridian.partitions;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The physical memory of one partition, off the Java heap. An address is guest-physical, in bytes from 0.
 *
 * <p>Every access is checked against the size, because addresses come from guests: an address outside throws
 * {@link GuestFault}. Numbers are little-endian. The plain accesses tear and reorder as memory does; the ordered ones
 * ({@code …Acquire}, {@code …Release}, {@code …Volatile} and the read-modify-write ones) want their natural alignment, as
 * a locked instruction of the processor would.
 *
 * <p>Safe for use by several threads, as memory is. After {@link #close} every access throws
 * {@link IllegalStateException}.
 */
public final class GuestMemory implements BusMemory, AutoCloseable {

    /** Bytes in a page, the unit of everything a guest shares. */
    public static final int PAGE_BYTES = 4096;

    private static final ValueLayout.OfInt I32 = ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong I64 = ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle WORD = I32.varHandle();
    private static final VarHandle LONG_WORD = I64.varHandle();

    private final Arena arena;
    private final MemorySegment memory;
    private final long size;

    /**
     * Memory of zeroes.
     *
     * @param size in bytes, a positive multiple of {@link #PAGE_BYTES}
     */
    public GuestMemory(long size) {
        if (size <= 0 || size % PAGE_BYTES != 0) {
            throw new IllegalArgumentException("memory is made of whole pages, not of " + size + " bytes");
        }
        this.size = size;
        this.arena = Arena.ofShared();
        this.memory = AnonymousPages.map(size, arena);
    }

    /** This memory, until the arena is closed. */
    GuestMemory(MemorySegment memory, Arena arena) {
        this.memory = memory;
        this.size = memory.byteSize();
        this.arena = arena;
    }

    /**
     * A whole file that another process has mapped too: its bytes are the guest's memory, from address 0. Whoever makes the
     * file shorter afterwards makes accesses fail with {@link InternalError}.
     *
     * @throws IOException if it cannot be read and written, or is empty
     */
    public static GuestMemory shared(Path file) throws IOException {
        Arena arena = Arena.ofShared();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long size = channel.size();
            if (size == 0) throw new IOException(file + " is empty");
            return new GuestMemory(channel.map(FileChannel.MapMode.READ_WRITE, 0, size, arena), arena);
        } catch (IOException | RuntimeException refused) {
            arena.close();
            throw refused;
        }
    }

    /** Bytes of memory; the highest address is one less. */
    public long size() {
        return size;
    }

    /** The whole memory as one segment, for code that has checked its range by {@link #check}. */
    public MemorySegment segment() {
        return memory;
    }

    /** Throws {@link GuestFault} unless {@code length} bytes from {@code gpa} are all inside. */
    public void check(long gpa, long length) {
        if (length < 0 || gpa < 0 || gpa > size - length) throw outside(gpa, length);
    }

    @Override
    public void read(long gpa, MemorySegment to, long toAt, long length) {
        check(gpa, length);
        MemorySegment.copy(memory, gpa, to, toAt, length);
    }

    @Override
    public void write(long gpa, MemorySegment from, long fromAt, long length) {
        check(gpa, length);
        MemorySegment.copy(from, fromAt, memory, gpa, length);
    }

    /** Sets {@code length} bytes to zero. */
    public void clear(long gpa, long length) {
        check(gpa, length);
        memory.asSlice(gpa, length).fill((byte) 0);
    }

    public int u8(long gpa) {
        check(gpa, 1);
        return LittleEndian.u8(memory, gpa);
    }

    public int u16(long gpa) {
        check(gpa, 2);
        return LittleEndian.u16(memory, gpa);
    }

    @Override
    public int i32(long gpa) {
        check(gpa, 4);
        return LittleEndian.i32(memory, gpa);
    }

    public long i64(long gpa) {
        check(gpa, 8);
        return LittleEndian.i64(memory, gpa);
    }

    public void putU8(long gpa, int value) {
        check(gpa, 1);
        LittleEndian.putU8(memory, gpa, value);
    }

    public void putU16(long gpa, int value) {
        check(gpa, 2);
        LittleEndian.putU16(memory, gpa, value);
    }

    public void putI32(long gpa, int value) {
        check(gpa, 4);
        LittleEndian.putI32(memory, gpa, value);
    }

    public void putI64(long gpa, long value) {
        check(gpa, 8);
        LittleEndian.putI64(memory, gpa, value);
    }

    @Override
    public int i32Acquire(long gpa) {
        checkAligned(gpa, 4);
        return (int) WORD.getAcquire(memory, gpa);
    }

    @Override
    public void putI32Release(long gpa, int value) {
        checkAligned(gpa, 4);
        WORD.setRelease(memory, gpa, value);
    }

    /** Writes a word in the one order all processors agree on. */
    public void putI32Volatile(long gpa, int value) {
        checkAligned(gpa, 4);
        WORD.setVolatile(memory, gpa, value);
    }

    /** Replaces a word if it still holds what is expected; whether it did. */
    public boolean compareAndSetI32(long gpa, int expected, int value) {
        checkAligned(gpa, 4);
        return WORD.compareAndSet(memory, gpa, expected, value);
    }

    /** Sets bits of a word and returns what it held before. */
    public int getAndOrI32(long gpa, int bits) {
        checkAligned(gpa, 4);
        return (int) WORD.getAndBitwiseOr(memory, gpa, bits);
    }

    /** See {@link #i32Acquire}. */
    public long i64Acquire(long gpa) {
        checkAligned(gpa, 8);
        return (long) LONG_WORD.getAcquire(memory, gpa);
    }

    /** Sets bits of a long word and returns what it held before. */
    public long getAndOrI64(long gpa, long bits) {
        checkAligned(gpa, 8);
        return (long) LONG_WORD.getAndBitwiseOr(memory, gpa, bits);
    }

    /** Replaces a long word and returns what it held before. */
    public long getAndSetI64(long gpa, long value) {
        checkAligned(gpa, 8);
        return (long) LONG_WORD.getAndSet(memory, gpa, value);
    }

    private void checkAligned(long gpa, int bytes) {
        if (gpa < 0 || gpa > size - bytes) throw outside(gpa, bytes);
        if ((gpa & (bytes - 1)) != 0) throw new GuestFault("address 0x%x is not aligned to %d".formatted(gpa, bytes));
    }

    private GuestFault outside(long gpa, long length) {
        return new GuestFault("%d bytes at address 0x%x are not in a memory of 0x%x".formatted(length, gpa, size));
    }

    /** Gives the memory back to the operating system. */
    @Override
    public void close() {
        arena.close();
    }
}
