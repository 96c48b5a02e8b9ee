package viridian.synthetic.strict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.Queue;
import viridian.partitions.GuestMemory;
import viridian.partitions.Partition;
import viridian.synthetic.Bench;

/**
 * A guest's processor and memory, used as drivers use them: registers, pages and hypercalls as bytes (Hypervisor Top Level
 * Functional Specification). Shares no code with the guest half of the bus.
 */
final class StrictMachine {

    static final long INTERRUPT_PAGE = 0x10000;
    static final long MONITOR_TO_CHILD = 0x11000;
    static final long MONITOR_TO_PARENT = 0x12000;
    private static final long SIMP = 0x14000;
    private static final long SIEFP = 0x15000;
    private static final long HYPERCALL_INPUT = 0x16000;
    private static final long HYPERCALL_PAGE = 0x17000;
    private static final long FREE = 0x20000;

    private static final long SLOT = SIMP + 2 * 256;
    private static final long FLAGS = SIEFP + 2 * 256;
    private static final int VECTOR = 0xF3;
    private static final long MEMORY_BYTES = 48 << 20;

    final Bench bench;
    final Partition partition;
    final GuestMemory memory;

    private final Queue<byte[]> messages = new ArrayDeque<>();
    private long nextFree = FREE;
    private int interrupts;

    StrictMachine(Bench bench, String name) {
        this.bench = bench;
        partition = bench.hypervisor().createChild(bench.hypervisor().root(), name, MEMORY_BYTES, 1);
        memory = partition.memory();
        register(0x40000000, 0x8100_0000_0000_0000L);
        register(0x40000001, HYPERCALL_PAGE | 1);
        partition.processor(0).onInterrupt(VECTOR, this::interrupted);
        register(0x40000083, SIMP | 1);
        register(0x40000082, SIEFP | 1);
        register(0x40000092, VECTOR);
        register(0x40000080, 1);
    }

    private void register(int number, long value) {
        partition.processor(0).writeRegister(number, value);
    }

    /** Takes pages nobody else uses. */
    long take(long bytes) {
        long gpa = nextFree;
        nextFree += (bytes + 4095) / 4096 * 4096;
        assertTrue(nextFree <= MEMORY_BYTES, "the guest is too small");
        return gpa;
    }

    /** HvCallPostMessage of these bytes; then everybody finishes. */
    void post(int connection, byte[] payload) {
        memory.clear(HYPERCALL_INPUT, 256);
        memory.putI32(HYPERCALL_INPUT, connection);
        memory.putI32(HYPERCALL_INPUT + 8, 1);
        memory.putI32(HYPERCALL_INPUT + 12, payload.length);
        memory.write(HYPERCALL_INPUT + 16, MemorySegment.ofArray(payload), 0, payload.length);
        assertEquals(0, partition.processor(0).hypercall(0x5C, HYPERCALL_INPUT) & 0xFFFF, "HvCallPostMessage");
        bench.settle();
    }

    /** HvCallSignalEvent, fast, flag 0; then everybody finishes. */
    void signal(int connection) {
        assertEquals(0, partition.processor(0).hypercall(0x1_005D, connection) & 0xFFFF, "HvCallSignalEvent");
        bench.settle();
    }

    private void interrupted() {
        interrupts++;
        while (memory.i32(SLOT) != 0) takeMessage();
    }

    private void takeMessage() {
        assertEquals(1, memory.i32(SLOT), "message type");
        int length = memory.u8(SLOT + 4);
        assertTrue(length <= 240, "a message of " + length);
        MemorySegment copy = MemorySegment.ofArray(new byte[length]);
        memory.read(SLOT + 16, copy, 0, length);
        messages.add(copy.toArray(ValueLayout.JAVA_BYTE));
        memory.putI32(SLOT, 0);
        if ((memory.u8(SLOT + 5) & 1) != 0) register(0x40000084, 0);
    }

    /** The next message of the bus, which must be there and of this type, and at least so long. */
    Wire message(int type, int shortest) {
        byte[] next = messages.poll();
        assertTrue(next != null, "no message, where type " + type + " should be");
        Wire message = new Wire(next);
        assertEquals(type, message.i32(0), "message type");
        assertEquals(0, message.i32(4), "padding of message " + type);
        assertTrue(next.length >= shortest, "message " + type + " of " + next.length);
        return message;
    }

    /** Whether a message of this type comes next. */
    boolean isNext(int type) {
        byte[] next = messages.peek();
        return next != null && new Wire(next).i32(0) == type;
    }

    /** Nothing was said but what was taken. */
    void assertSilent() {
        assertEquals(0, messages.size(), "messages nobody expects");
    }

    /** Takes an event flag; whether it was up, and with it an interrupt. */
    boolean takeFlag(int flag) {
        return takeBit(FLAGS, flag);
    }

    /** Takes a channel's bit of the page of old versions; whether it was up. */
    boolean takeInterruptPageBit(int relid) {
        return takeBit(INTERRUPT_PAGE, relid);
    }

    private boolean takeBit(long page, int number) {
        long at = page + number / 8;
        int bit = 1 << number % 8;
        boolean isUp = (memory.u8(at) & bit) != 0;
        memory.putU8(at, memory.u8(at) & ~bit);
        if (isUp) assertTrue(interrupts > 0, "a flag without interrupt");
        return isUp;
    }
}
