package viridian.partitions.pci;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The 256 bytes by which a PCI function says what it is and is told where to appear (PCI Local Bus Specification 3.0,
 * section 6.1, header type 0). Little-endian; what no device has put there reads 0 and ignores writes.
 *
 * <p>Safe for use by several threads.
 */
public final class ConfigurationSpace {

    public static final int BYTES = 256;

    public static final int VENDOR = 0x00;
    public static final int DEVICE = 0x02;
    public static final int COMMAND = 0x04;
    public static final int STATUS = 0x06;
    public static final int REVISION = 0x08;

    /** Three bytes: programming interface, subclass, class. */
    public static final int CLASS = 0x09;

    public static final int CACHE_LINE = 0x0C;
    public static final int LATENCY = 0x0D;

    /** One byte; {@link #MULTIFUNCTION} beside the type. */
    public static final int HEADER_TYPE = 0x0E;

    /** The first of six base address registers of four bytes. */
    public static final int BAR_0 = 0x10;

    public static final int BARS = 6;

    public static final int SUBSYSTEM_VENDOR = 0x2C;
    public static final int SUBSYSTEM = 0x2E;

    /** Four bytes: where the expansion ROM appears, and in bit 0 whether it does. */
    public static final int EXPANSION_ROM = 0x30;

    /** One byte: the interrupt the firmware routed the pin to, for the driver to read. */
    public static final int INTERRUPT_LINE = 0x3C;

    /** One byte: 1 for INTA to 4 for INTD. */
    public static final int INTERRUPT_PIN = 0x3D;

    public static final int MIN_GRANT = 0x3E;
    public static final int MAX_LATENCY = 0x3F;

    /** Command: answers in I/O space. */
    public static final int IO_ENABLE = 1;

    /** Command: answers in memory space. */
    public static final int MEMORY_ENABLE = 1 << 1;

    /** Command: may read and write memory of its own accord. */
    public static final int BUS_MASTER = 1 << 2;

    /** Status: an address it asked for was nobody's. */
    public static final int MASTER_ABORT = 1 << 13;

    /** Header type: further functions are in this slot. */
    public static final int MULTIFUNCTION = 0x80;

    /** Base address register: in I/O space. */
    public static final int BAR_IO = 1;

    private final ByteBuffer initial = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final ByteBuffer writable = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final ByteBuffer clearing = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final ByteBuffer values = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);

    /** A field that only reads, of 1, 2 or 4 bytes. */
    public ConfigurationSpace fixed(int offset, int size, int value) {
        store(initial, offset, size, value);
        store(values, offset, size, value);
        return this;
    }

    /** A field, 0 after reset, of which the bits in the mask can be written. */
    public ConfigurationSpace writable(int offset, int size, int mask) {
        store(writable, offset, size, mask);
        return this;
    }

    /** A field, of which the device sets the bits in the mask ({@link #latch}) and a one that is written clears each. */
    public ConfigurationSpace clearedByOnes(int offset, int size, int mask) {
        store(clearing, offset, size, mask);
        return this;
    }

    /** A base address register in I/O space for a window of this many bytes, a power of two. */
    public ConfigurationSpace ioWindow(int bar, int bytes) {
        int at = BAR_0 + 4 * bar;
        return fixed(at, 4, BAR_IO).writable(at, 4, -bytes);
    }

    /** A base address register in 32-bit memory space, not prefetchable, for a window of this many bytes. */
    public ConfigurationSpace memoryWindow(int bar, int bytes) {
        return writable(BAR_0 + 4 * bar, 4, -bytes);
    }

    /** Reads 1, 2 or 4 bytes; what lies outside reads as all ones, as a bus nobody drives. */
    public synchronized int read(int offset, int size) {
        if (isOutside(offset, size)) return -1 >>> (32 - 8 * size);
        return load(values, offset, size);
    }

    /** Writes the bits that can be written. */
    public synchronized void write(int offset, int size, int value) {
        if (isOutside(offset, size)) return;
        int mask = load(writable, offset, size);
        int cleared = load(clearing, offset, size) & value;
        store(values, offset, size, (load(values, offset, size) & ~mask & ~cleared) | (value & mask));
    }

    /** The device sets bits of the two bytes here, which stay until they are cleared. */
    public synchronized void latch(int offset, int bits) {
        store(values, offset, 2, load(values, offset, 2) | bits);
    }

    /** As after power-on. */
    public synchronized void reset() {
        values.put(0, initial, 0, BYTES);
    }

    /** Whether the driver has allowed it to master the bus. */
    public boolean isBusMaster() {
        return (read(COMMAND, 2) & BUS_MASTER) != 0;
    }

    private static boolean isOutside(int offset, int size) {
        return offset < 0 || offset > BYTES - size;
    }

    private static int load(ByteBuffer from, int offset, int size) {
        return switch (size) {
            case 1 -> from.get(offset) & 0xFF;
            case 2 -> from.getShort(offset) & 0xFFFF;
            default -> from.getInt(offset);
        };
    }

    private static void store(ByteBuffer to, int offset, int size, int value) {
        switch (size) {
            case 1 -> to.put(offset, (byte) value);
            case 2 -> to.putShort(offset, (short) value);
            default -> to.putInt(offset, value);
        }
    }
}
