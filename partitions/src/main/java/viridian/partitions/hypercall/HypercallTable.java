package viridian.partitions.hypercall;

import static viridian.partitions.GuestMemory.PAGE_BYTES;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import viridian.partitions.LittleEndian;
import viridian.partitions.Partition;

/**
 * From call code to what is done for it (Hypervisor Top Level Functional Specification, Hypercall Interface). All calls
 * here are simple calls: no repetitions, no variable header, no output.
 *
 * <p>Input word: code 15:0, fast 16, variable header size 26:17, nested 31, repetitions 43:32, first repetition 59:48, the
 * rest reserved. Result word: status 15:0.
 */
public final class HypercallTable {

    /** Bit of the input word: the input is in the register itself, not at the address in it. */
    public static final long FAST = 1L << 16;

    /** Bytes of input a call may have; as many as the longest here, HvCallPostMessage, needs. */
    public static final int MAX_INPUT_BYTES = 256;

    private static final int FAST_INPUT_BYTES = 8;
    private static final int CODES = 0x100;
    private static final long CODE_AND_FAST = 0x1_FFFF;

    private final @Nullable Entry[] entries = new Entry[CODES];

    private record Entry(int inputBytes, Hypercall hypercall) {}

    /** An empty table. */
    public HypercallTable() {}

    /**
     * Gives a code its meaning.
     *
     * @param inputBytes how much input the call takes, at most {@link #MAX_INPUT_BYTES}
     */
    public void register(int code, int inputBytes, Hypercall hypercall) {
        entries[code] = new Entry(inputBytes, hypercall);
    }

    /**
     * Makes a call.
     *
     * @param control the input word
     * @param input the address of the input, or the input itself if the call is fast
     * @param scratch the calling processor's private room for the copy of the input
     * @return the result word
     */
    public long call(Partition caller, long control, long input, MemorySegment scratch) {
        return dispatch(caller, control, input, scratch).code();
    }

    private HypercallStatus dispatch(Partition caller, long control, long input, MemorySegment scratch) {
        int code = (int) control & 0xFFFF;
        Entry entry = code < CODES ? entries[code] : null;
        if (entry == null) return HypercallStatus.INVALID_HYPERCALL_CODE;
        if ((control & ~CODE_AND_FAST) != 0) return HypercallStatus.INVALID_HYPERCALL_INPUT;
        if ((control & FAST) != 0) {
            if (entry.inputBytes > FAST_INPUT_BYTES) return HypercallStatus.INVALID_HYPERCALL_INPUT;
            LittleEndian.putI64(scratch, 0, input);
        } else {
            if ((input & 7) != 0 || (input & (PAGE_BYTES - 1)) + entry.inputBytes > PAGE_BYTES) {
                return HypercallStatus.INVALID_ALIGNMENT;
            }
            if (input < 0 || input >= caller.memory().size()) return HypercallStatus.INVALID_PARAMETER;
            caller.memory().read(input, scratch, 0, entry.inputBytes);
        }
        return entry.hypercall.call(caller, scratch);
    }
}
