package viridian.partitions;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A guest's memory in the middle of other memory, in which nobody has anything to do. */
public final class GuardedMemory {

    private static final int GUARD_BYTES = 1 << 16;
    private static final byte PATTERN = 0x5A;

    private final MemorySegment all;
    private final MemorySegment untouched;
    private final GuestMemory memory;

    /** @param size of the guest's memory, bytes */
    public GuardedMemory(long size) {
        Arena arena = Arena.ofShared();
        all = arena.allocate(size + 2L * GUARD_BYTES, GuestMemory.PAGE_BYTES).fill(PATTERN);
        untouched = arena.allocate(GUARD_BYTES).fill(PATTERN);
        memory = new GuestMemory(all.asSlice(GUARD_BYTES, size).fill((byte) 0), arena);
    }

    /** What the guest has. */
    public GuestMemory memory() {
        return memory;
    }

    /** Whether what lies before and behind the guest's memory is as it was. */
    public boolean isUntouched() {
        return untouched.mismatch(all.asSlice(0, GUARD_BYTES)) < 0
                && untouched.mismatch(all.asSlice(all.byteSize() - GUARD_BYTES)) < 0;
    }
}
