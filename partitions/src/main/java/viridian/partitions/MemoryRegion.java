package viridian.partitions;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of guest-physical addresses and the part of a file that is behind it. The file is not looked at before somebody
 * needs it.
 */
final class MemoryRegion {

    private final long gpa;
    private final long length;
    private final Path file;
    private final long offset;
    private volatile @Nullable MemorySegment mapped;

    /** @param length at least 1; address and offset plus length do not pass the end of 64 bits */
    MemoryRegion(long gpa, long length, Path file, long offset) {
        this.gpa = gpa;
        this.length = length;
        this.file = file;
        this.offset = offset;
    }

    long gpa() {
        return gpa;
    }

    /** The last address in it. */
    long last() {
        return gpa + (length - 1);
    }

    boolean contains(long address) {
        return Long.compareUnsigned(address - gpa, length) < 0;
    }

    /** Whether it says the same as another. */
    boolean isSame(MemoryRegion other) {
        return gpa == other.gpa && length == other.length && offset == other.offset && file.equals(other.file);
    }

    /** Bytes from an address in it to its end. */
    long from(long address) {
        return length - (address - gpa);
    }

    /** Copies out from an address in it; not past its end. */
    void read(long address, MemorySegment to, long toAt, long bytes) {
        try {
            MemorySegment.copy(memory(), address - gpa, to, toAt, bytes);
        } catch (InternalError gone) {
            throw cutShort(gone);
        }
    }

    /** Copies in from an address in it; not past its end. */
    void write(long address, MemorySegment from, long fromAt, long bytes) {
        try {
            MemorySegment.copy(from, fromAt, memory(), address - gpa, bytes);
        } catch (InternalError gone) {
            throw cutShort(gone);
        }
    }

    /** How Java says SIGBUS: the other process has made the file shorter since it was mapped. */
    private GuestFault cutShort(InternalError gone) {
        GuestFault fault = new GuestFault(this + " was made shorter");
        fault.initCause(gone);
        return fault;
    }

    private MemorySegment memory() {
        MemorySegment now = mapped;
        return now != null ? now : map();
    }

    private synchronized MemorySegment map() {
        MemorySegment now = mapped;
        if (now != null) return now;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            // What is behind the end of a file can be mapped, and the first touch ends the process.
            if (channel.size() < offset + length) {
                throw new GuestFault("%s has only %d bytes".formatted(this, channel.size()));
            }
            // Nobody knows who is copying when a map changes: the last user's end is the memory's end.
            now = channel.map(FileChannel.MapMode.READ_WRITE, offset, length, Arena.ofAuto());
        } catch (IOException refused) {
            String why = Files.exists(file) ? String.valueOf(refused.getMessage()) : "there is no such file";
            throw new GuestFault(this + " cannot be mapped: " + why);
        }
        mapped = now;
        return now;
    }

    @Override
    public String toString() {
        return "memory 0x%x of 0x%x bytes, %s from 0x%x on".formatted(gpa, length, file, offset);
    }
}
