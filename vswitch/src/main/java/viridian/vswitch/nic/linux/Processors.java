package viridian.vswitch.nic.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;

/** On which of the computer's processors a thread runs (sched_setaffinity(2)). */
public final class Processors {

    /** What the kernel takes and gives: room for 8192 processors, the most Linux is built for. */
    private static final int MASK_BYTES = 1024;

    private Processors() {}

    /** The processors the calling thread may run on, by number. */
    public static BitSet allowed() throws SystemCallFailed {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment mask = arena.allocate(MASK_BYTES);
            Libc.getAffinity(mask);
            return BitSet.valueOf(mask.toArray(JAVA_BYTE));
        }
    }

    /** From now on the calling thread, and those it starts, run on this processor and no other. */
    public static void stayOn(int processor) throws SystemCallFailed {
        BitSet only = new BitSet();
        only.set(processor);
        byte[] bits = only.toByteArray();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment mask = arena.allocate(MASK_BYTES);
            MemorySegment.copy(bits, 0, mask, JAVA_BYTE, 0, bits.length);
            Libc.setAffinity(mask);
        }
    }
}
