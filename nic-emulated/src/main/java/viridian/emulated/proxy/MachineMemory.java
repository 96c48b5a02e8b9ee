package viridian.emulated.proxy;

import java.lang.foreign.MemorySegment;
import java.net.ProtocolException;
import java.util.List;
import viridian.partitions.BusMemory;
import viridian.partitions.GuestFault;
import viridian.partitions.GuestMemory;

/**
 * The memory of a machine of QEMU's: a file both have mapped, and the addresses at which the machine shows pieces of it. The
 * machine changes those as it is built and as its firmware opens and closes windows; before it has said any, there is no
 * memory.
 *
 * <p>All of the machine's memory is in one file. Safe for use by several threads.
 */
public final class MachineMemory implements BusMemory {

    private final GuestMemory file;
    private volatile MemoryRange[] ranges = {};

    /** @param file closed by whoever made it */
    public MachineMemory(GuestMemory file) {
        this.file = file;
    }

    /**
     * The machine says what is where, instead of all it has said before.
     *
     * @throws ProtocolException if that is not in the file
     */
    void show(List<MemoryRange> pieces) throws ProtocolException {
        MemoryRange whole = new MemoryRange(0, file.size(), 0);
        for (MemoryRange piece : pieces) {
            if (piece.gpa() < 0 || piece.length() < 0 || !whole.holds(piece.offset(), piece.length())) {
                throw new ProtocolException(
                        "the machine's memory is not in the file of 0x%x bytes: %s; give both the same size"
                                .formatted(file.size(), piece));
            }
        }
        ranges = pieces.toArray(MemoryRange[]::new);
    }

    @Override
    public void read(long gpa, MemorySegment to, long toAt, long length) {
        file.read(place(gpa, length), to, toAt, length);
    }

    @Override
    public void write(long gpa, MemorySegment from, long fromAt, long length) {
        file.write(place(gpa, length), from, fromAt, length);
    }

    @Override
    public int i32(long gpa) {
        return file.i32(place(gpa, 4));
    }

    @Override
    public int i32Acquire(long gpa) {
        return file.i32Acquire(place(gpa, 4));
    }

    @Override
    public void putI32Release(long gpa, int value) {
        file.putI32Release(place(gpa, 4), value);
    }

    /** Where in the file an access goes; one that crosses from a range into another is a fault, as no driver makes it. */
    private long place(long gpa, long length) {
        MemoryRange[] now = ranges;
        for (int i = 0; i < now.length; i++) {
            if (now[i].holds(gpa, length)) return now[i].offset() + (gpa - now[i].gpa());
        }
        throw new GuestFault("the machine has no memory of %d bytes at 0x%x".formatted(length, gpa));
    }
}
