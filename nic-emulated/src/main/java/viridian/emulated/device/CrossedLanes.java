package viridian.emulated.device;

import java.lang.foreign.MemorySegment;
import viridian.partitions.DirectMemory;

/**
 * Memory whose words the adapter sees with their bytes the other way round, as a big-endian machine has its buffers: the
 * byte at an address is at the mirrored place of its aligned word. Byte by byte, for nobody is in a hurry here.
 */
final class CrossedLanes implements DirectMemory {

    private static final int MIRROR = 3;

    private final DirectMemory memory;

    CrossedLanes(DirectMemory memory) {
        this.memory = memory;
    }

    @Override
    public void read(long gpa, MemorySegment to, long toAt, long length) {
        for (long i = 0; i < length; i++) memory.read((gpa + i) ^ MIRROR, to, toAt + i, 1);
    }

    @Override
    public void write(long gpa, MemorySegment from, long fromAt, long length) {
        for (long i = 0; i < length; i++) memory.write((gpa + i) ^ MIRROR, from, fromAt + i, 1);
    }
}
