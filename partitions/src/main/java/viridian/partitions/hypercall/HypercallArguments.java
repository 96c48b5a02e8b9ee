package viridian.partitions.hypercall;

import static viridian.partitions.GuestMemory.PAGE_BYTES;

import java.lang.foreign.MemorySegment;
import viridian.partitions.LittleEndian;
import viridian.partitions.Partition;
import viridian.partitions.VirtualProcessor;

/**
 * A call under way: who calls, a private copy of the input, so that it can be checked and used, and room for the output.
 * Each processor has one, because it makes one call at a time; it is valid until the call returns.
 */
public final class HypercallArguments {

    private final VirtualProcessor processor;
    private final MemorySegment input = MemorySegment.ofArray(new byte[PAGE_BYTES]);
    private final MemorySegment output = MemorySegment.ofArray(new byte[PAGE_BYTES]);
    private int element;
    private int outputElement;

    /** For {@link VirtualProcessor}: room for its calls. */
    public HypercallArguments(VirtualProcessor processor) {
        this.processor = processor;
    }

    /** The partition that asks. */
    public Partition caller() {
        return processor.partition();
    }

    /** The processor that asks. */
    public VirtualProcessor processor() {
        return processor;
    }

    /** The input, its list included. */
    public MemorySegment input() {
        return input;
    }

    /** What the caller will be given if the call succeeds; zeroes so far. */
    public MemorySegment output() {
        return output;
    }

    /** Where in the input the element at hand begins. */
    public int element() {
        return element;
    }

    /** Where in the output the element at hand begins. */
    public int outputElement() {
        return outputElement;
    }

    public int u8(int at) {
        return LittleEndian.u8(input, at);
    }

    public int u16(int at) {
        return LittleEndian.u16(input, at);
    }

    public int i32(int at) {
        return LittleEndian.i32(input, at);
    }

    public long i64(int at) {
        return LittleEndian.i64(input, at);
    }

    /** A {@link Refusal} unless all of these bytes of the input are zero, as the specification wants of reserved ones. */
    public void requireZero(int at, int bytes) {
        for (int i = at; i < at + bytes; i++) {
            if (u8(i) != 0) throw new Refusal(HypercallStatus.INVALID_PARAMETER, "byte " + i + " is reserved");
        }
    }

    void at(HypercallForm form, int index) {
        element = form.inputBytes(index);
        outputElement = form.outputBytes(index);
    }
}
