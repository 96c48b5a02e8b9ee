package viridian.partitions.hypercall;

import static viridian.partitions.GuestMemory.PAGE_BYTES;

import org.jspecify.annotations.Nullable;
import viridian.partitions.GuestMemory;
import viridian.partitions.LittleEndian;

/**
 * From call code to what is done for it (Hypervisor Top Level Functional Specification, Hypercall Interface).
 *
 * <p>Input word: code 15:0, fast 16, variable header size 26:17, nested 31, repetitions 43:32, first repetition 59:48, the
 * rest reserved. Result word: status 15:0, repetitions done 43:32. No call here has a variable header, and there is no
 * hypervisor below this one for nested calls. All repetitions of a call are done before it returns.
 */
public final class HypercallTable {

    /** Bit of the input word: the input is in the registers themselves, not at the address in them. */
    public static final long FAST = 1L << 16;

    /** Where the input word has the number of repetitions, and the result word those done. */
    public static final int REPETITIONS_SHIFT = 32;

    /** Where the input word has the first repetition. */
    public static final int START_SHIFT = 48;

    private static final int REPETITIONS = 0xFFF;

    /** Two registers. */
    private static final int FAST_INPUT_BYTES = 16;

    private static final int CODES = 0x100;
    private static final long CODE_AND_FAST = 0x1_FFFF;
    private static final long REPETITION_FIELDS =
            ((long) REPETITIONS << REPETITIONS_SHIFT) | ((long) REPETITIONS << START_SHIFT);

    private final @Nullable Entry[] entries = new Entry[CODES];

    private record Entry(HypercallForm form, Hypercall hypercall) {}

    /** An empty table. */
    public HypercallTable() {}

    /** Gives the form's code its meaning. */
    public void register(HypercallForm form, Hypercall hypercall) {
        entries[form.code()] = new Entry(form, hypercall);
    }

    /**
     * Makes a call.
     *
     * @param call of the calling processor
     * @param control the input word
     * @param input the address of the input, or its first 8 bytes if the call is fast
     * @param output the address of the output, or the input's next 8 bytes if the call is fast
     * @return the result word
     */
    public long call(HypercallArguments call, long control, long input, long output) {
        int code = (int) control & 0xFFFF;
        Entry entry = code < CODES ? entries[code] : null;
        if (entry == null) return HypercallStatus.INVALID_HYPERCALL_CODE.code();
        HypercallStatus wrong = checked(call, entry.form, control, input, output);
        if (wrong != HypercallStatus.SUCCESS) return wrong.code();
        if (!entry.form.rep()) return once(call, entry, control, output);
        return repeated(call, entry, count(control), start(control), output);
    }

    /** Whether the call may be made, in the order that tells a caller without privilege least; copies the input. */
    private static HypercallStatus checked(
            HypercallArguments call, HypercallForm form, long control, long input, long output) {
        boolean fast = (control & FAST) != 0;
        int count = count(control);
        long known = form.rep() ? CODE_AND_FAST | REPETITION_FIELDS : CODE_AND_FAST;
        if ((control & ~known) != 0) return HypercallStatus.INVALID_HYPERCALL_INPUT;
        if (form.rep() && (fast || start(control) >= count)) return HypercallStatus.INVALID_HYPERCALL_INPUT;
        if (fast && (form.inputBytes() > FAST_INPUT_BYTES || form.outputBytes() > 0)) {
            return HypercallStatus.INVALID_HYPERCALL_INPUT;
        }
        if (!call.caller().may(form.privilege())) return HypercallStatus.ACCESS_DENIED;
        if (fast) {
            LittleEndian.putI64(call.input(), 0, input);
            LittleEndian.putI64(call.input(), Long.BYTES, output);
            return HypercallStatus.SUCCESS;
        }
        return inMemory(call, form.inputBytes(count), input, form.outputBytes(count), output);
    }

    private static HypercallStatus inMemory(
            HypercallArguments call, int inputBytes, long input, int outputBytes, long output) {
        GuestMemory memory = call.caller().memory();
        if (!isPlaced(memory, input, inputBytes) || !isPlaced(memory, output, outputBytes)) {
            return HypercallStatus.INVALID_ALIGNMENT;
        }
        boolean apart = input + inputBytes <= output || output + outputBytes <= input;
        if (inputBytes > 0 && outputBytes > 0 && !apart) return HypercallStatus.INVALID_PARAMETER;
        if (inputBytes > 0) memory.read(input, call.input(), 0, inputBytes);
        return HypercallStatus.SUCCESS;
    }

    /** A list of no bytes may be anywhere: its address is not looked at. */
    private static boolean isPlaced(GuestMemory memory, long at, int bytes) {
        if (bytes == 0) return true;
        if ((at & 7) != 0 || (at & (PAGE_BYTES - 1)) + bytes > PAGE_BYTES) return false;
        return at >= 0 && at <= memory.size() - bytes;
    }

    private static long once(HypercallArguments call, Entry entry, long control, long output) {
        int bytes = entry.form.outputBytes();
        if (bytes > 0) call.output().asSlice(0, bytes).fill((byte) 0);
        HypercallStatus status = attempt(call, entry.hypercall);
        if (status == HypercallStatus.SUCCESS && bytes > 0 && (control & FAST) == 0) {
            call.caller().memory().write(output, call.output(), 0, bytes);
        }
        return status.code();
    }

    private static long repeated(HypercallArguments call, Entry entry, int count, int start, long output) {
        HypercallForm form = entry.form;
        HypercallStatus status = HypercallStatus.SUCCESS;
        int done = start;
        while (done < count) {
            call.at(form, done);
            status = attempt(call, entry.hypercall);
            if (status != HypercallStatus.SUCCESS) break;
            done++;
        }
        int from = form.outputBytes(start);
        int bytes = form.outputBytes(done) - from;
        if (bytes > 0) call.caller().memory().write(output + from, call.output(), from, bytes);
        return status.code() | ((long) done << REPETITIONS_SHIFT);
    }

    private static HypercallStatus attempt(HypercallArguments call, Hypercall hypercall) {
        try {
            return hypercall.call(call);
        } catch (Refusal refusal) {
            return refusal.status();
        }
    }

    private static int count(long control) {
        return (int) (control >>> REPETITIONS_SHIFT) & REPETITIONS;
    }

    private static int start(long control) {
        return (int) (control >>> START_SHIFT) & REPETITIONS;
    }
}
