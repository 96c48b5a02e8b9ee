package viridian.emulated.device;

import viridian.partitions.BusMemory;

/**
 * The adapter's place in a list of descriptors in guest memory, and its private copy of the one it is at.
 *
 * <p>What a descriptor says is read once, after its ownership; the guest may change it later without effect. An address
 * without memory behind it is a {@link viridian.partitions.GuestFault}.
 */
final class DescriptorRing {

    private static final long ADDRESS_MASK = 0xFFFF_FFFFL;
    private static final long ALIGNED = 0xFFFF_FFFCL;

    private final BusMemory memory;
    private BusMode mode = BusMode.PLAIN;
    private long base;
    private long current;
    private int control;
    private long buffer1;
    private long buffer2;

    DescriptorRing(BusMemory memory) {
        this.memory = memory;
    }

    /** How the list lies in memory. */
    void mode(BusMode mode) {
        this.mode = mode;
    }

    /** Begins a list at this address. */
    void restart(int address) {
        base = address & ALIGNED;
        current = base;
    }

    /** Whether the present descriptor is the adapter's. */
    boolean isOwned() {
        return (ordered(memory.i32Acquire(current)) & Descriptor.OWN) != 0;
    }

    /** Copies the present descriptor if it is the adapter's; whether it is. */
    boolean load() {
        if (!isOwned()) return false;
        control = word(Descriptor.CONTROL);
        buffer1 = word(Descriptor.BUFFER_1) & ADDRESS_MASK;
        buffer2 = word(Descriptor.BUFFER_2) & ADDRESS_MASK;
        return true;
    }

    private int word(int at) {
        return ordered(memory.i32(current + at));
    }

    private int ordered(int word) {
        return mode.bigEndianDescriptors() ? Integer.reverseBytes(word) : word;
    }

    int control() {
        return control;
    }

    int size1() {
        return control & Descriptor.SIZE_MASK;
    }

    /** A chained descriptor has no second buffer. */
    int size2() {
        if ((control & Descriptor.CHAINED) != 0) return 0;
        return (control >> Descriptor.SIZE_2_SHIFT) & Descriptor.SIZE_MASK;
    }

    long buffer1() {
        return buffer1;
    }

    long buffer2() {
        return buffer2;
    }

    /** The present descriptor's address. */
    long current() {
        return current;
    }

    /** Goes back to a descriptor it has been at. */
    void rewind(long descriptor) {
        current = descriptor;
    }

    /** Gives the present descriptor to the driver. */
    void close(int status) {
        close(current, status);
    }

    /** Gives a descriptor to the driver, who sees everything stored before. */
    void close(long descriptor, int status) {
        memory.putI32Release(descriptor, ordered(status & ~Descriptor.OWN));
    }

    /** Goes on to the next descriptor: end of ring first, then chain, then the neighbour. */
    void advance() {
        if ((control & Descriptor.END_OF_RING) != 0) current = base;
        else if ((control & Descriptor.CHAINED) != 0) current = buffer2 & ALIGNED;
        else current = (current + Descriptor.BYTES + mode.gap()) & ALIGNED;
    }
}
