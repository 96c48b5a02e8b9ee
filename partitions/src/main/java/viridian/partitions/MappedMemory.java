package viridian.partitions;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The memory of a guest that is another process: pieces of files both have mapped, at addresses of the other's choice, which
 * may be any number of 64 bits. A text file says which (lines {@code gpa length file offset}). It is read again whenever an
 * address is missing, because the other process gets memory as it runs; whoever asked for the address waits for that, holding
 * no lock.
 *
 * <p>Files are mapped, shared, when an address in them is first used, and never beyond their end. Safe for use by several
 * threads.
 */
public final class MappedMemory implements DirectMemory, AutoCloseable {

    private static final long BETWEEN_READINGS_NANOS = 10_000_000;

    private final Path path;
    private final long patienceNanos;
    private volatile MemoryMap map = MemoryMap.EMPTY;
    /** Where the last address was: usually the next one is there too. */
    private volatile @Nullable MemoryRegion last;

    private volatile boolean closed;

    /**
     * Memory as a file describes it. The file need not be there yet.
     *
     * @param patience how long a missing address is waited for
     */
    public MappedMemory(Path path, Duration patience) {
        this.path = path;
        this.patienceNanos = patience.toNanos();
    }

    /**
     * Reads the map now, if there is one, so that what is wrong with it is said early.
     *
     * @throws IOException with a sentence that names the line
     */
    public void look() throws IOException {
        try {
            reread();
        } catch (NoSuchFileException later) {
            // It may come with the first address.
        }
    }

    @Override
    public void read(long gpa, MemorySegment to, long toAt, long length) {
        checkEnd(gpa, length);
        for (long done = 0; done < length; ) {
            MemoryRegion region = region(gpa + done);
            long chunk = Math.min(length - done, region.from(gpa + done));
            region.read(gpa + done, to, toAt + done, chunk);
            done += chunk;
        }
    }

    @Override
    public void write(long gpa, MemorySegment from, long fromAt, long length) {
        checkEnd(gpa, length);
        for (long done = 0; done < length; ) {
            MemoryRegion region = region(gpa + done);
            long chunk = Math.min(length - done, region.from(gpa + done));
            region.write(gpa + done, from, fromAt + done, chunk);
            done += chunk;
        }
    }

    private static void checkEnd(long gpa, long length) {
        if (length < 0 || (length > 0 && Long.compareUnsigned(gpa + (length - 1), gpa) < 0)) {
            throw new GuestFault("no memory has %d bytes from 0x%x".formatted(length, gpa));
        }
    }

    private MemoryRegion region(long gpa) {
        MemoryRegion recent = last;
        if (recent != null && recent.contains(gpa)) return recent;
        MemoryRegion found = map.find(gpa);
        if (found == null) found = await(gpa);
        last = found;
        return found;
    }

    private MemoryRegion await(long gpa) {
        long began = System.nanoTime();
        while (true) {
            if (closed) throw new GuestFault("the memory is closed");
            String trouble = "";
            try {
                MemoryRegion found = reread().find(gpa);
                if (found != null) return found;
            } catch (NoSuchFileException missing) {
                trouble = ": there is no such file";
            } catch (IOException unreadable) {
                // Perhaps it is being written just now.
                trouble = ": " + unreadable.getMessage();
            }
            if (System.nanoTime() - began >= patienceNanos) {
                throw new GuestFault("address 0x%x is not in %s%s".formatted(gpa, path, trouble));
            }
            LockSupport.parkNanos(BETWEEN_READINGS_NANOS);
        }
    }

    private MemoryMap reread() throws IOException {
        MemoryMap read = MemoryMap.read(path, map);
        map = read;
        last = null;
        return read;
    }

    /** Nobody waits for an address any more, and those that do give up. */
    @Override
    public void close() {
        closed = true;
        last = null;
        map = MemoryMap.EMPTY;
    }
}
