package viridian.partitions.hypercall;

import viridian.partitions.GuestMemory;
import viridian.partitions.Partition;
import viridian.partitions.VirtualProcessor;

/** A partition that makes hypercalls out of its memory, for tests: input is written in words of 8 bytes. */
final class Caller {

    static final long INPUT = 0x3000;
    static final long OUTPUT = 0x4000;

    private static final long PAGE = 0x2000;

    final Partition partition;
    final VirtualProcessor processor;
    final GuestMemory memory;

    Caller(Partition partition) {
        this.partition = partition;
        this.processor = partition.processor(0);
        this.memory = partition.memory();
        processor.writeRegister(HypercallPage.GUEST_OS_ID, 0x8100_0000_0000_0000L);
        processor.writeRegister(HypercallPage.HYPERCALL, PAGE | 1);
    }

    /** A simple call. */
    HypercallStatus calls(HypercallForm form, long... input) {
        return HypercallStatus.of(result(form.code(), input));
    }

    /** A rep call that begins with the first element; the result word. */
    long repeats(HypercallForm form, int count, long... input) {
        return result(form.code() | ((long) count << HypercallTable.REPETITIONS_SHIFT), input);
    }

    /** Any call; the result word. */
    long result(long control, long... input) {
        for (int i = 0; i < input.length; i++) memory.putI64(INPUT + i * 8L, input[i]);
        return processor.hypercall(control, INPUT, OUTPUT);
    }

    /** A word of the output. */
    long given(int index) {
        return memory.i64(OUTPUT + index * 8L);
    }

    /** Repetitions done. */
    static int done(long result) {
        return (int) (result >>> HypercallTable.REPETITIONS_SHIFT);
    }

    /** Makes a child by hypercall, pays for it out of the pages from {@code page} on, and gives it a processor. */
    long child(long page) {
        repeats(MemoryCalls.DEPOSIT, 1, -1, page);
        calls(PartitionCalls.CREATE, 0, 0, 0, 0, 0, 0, 0);
        long id = given(0);
        repeats(MemoryCalls.DEPOSIT, 4, id, page + 1, page + 2, page + 3, page + 4);
        calls(PartitionCalls.INITIALIZE, id);
        calls(ProcessorCalls.CREATE, id, 0, 0, 0, 0);
        return id;
    }
}
