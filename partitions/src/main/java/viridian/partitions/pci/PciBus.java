package viridian.partitions.pci;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import viridian.partitions.ExitKind;
import viridian.partitions.GuestMemory;
import viridian.partitions.VirtualProcessor;

/**
 * The PCI bus of a partition and the I/O ports in front of it.
 *
 * <p>The guest has {@link #in} and {@link #out}. Each is an intercept: the processor leaves the guest, root's device model
 * does what the access asks for, and the processor returns. That is what an emulated device costs, so it is counted and
 * timed, among the exits of processor 0, where a guest's drivers are.
 * Configuration space is reached as on a personal computer, by an address port and a data port (PCI Local Bus
 * Specification 3.0, section 3.2.2.3.2), so one access to it is two intercepts.
 *
 * <p>{@link #plug} also does what firmware does before a guest starts: it sizes the base address registers, gives each I/O
 * window its ports, and writes where the interrupt leads. Memory windows are left unplaced: guests here use ports.
 */
public final class PciBus {

    public static final int SLOTS = 32;

    /** Functions in a slot, our choice: as many as it has interrupt pins, though PCI could number eight. */
    public static final int FUNCTIONS = 4;

    private static final int ADDRESS_PORT = 0xCF8;
    private static final int DATA_PORT = 0xCFC;
    private static final int ENABLE = 1 << 31;

    /** Our choice: the upper quarter of the ports, which no fixed device of a personal computer uses. */
    private static final int FIRST_FREE_PORT = 0xC000;

    /** Our choice: right above processor exceptions and the sixteen interrupts of a personal computer. */
    private static final int FIRST_VECTOR = 0x30;

    /** Functions with an interrupt, our choice: well below the vectors guests use for other things. */
    private static final int VECTORS = 64;

    private final GuestMemory memory;
    private final VirtualProcessor processor;
    private final Object addressAndData = new Object();
    private volatile PciFunction[] functions = {};
    private volatile int address;
    private volatile boolean running;
    private int freePort = FIRST_FREE_PORT;

    /**
     * An empty bus.
     *
     * @param memory what its devices may master
     * @param processor that its interrupts go to, and that its intercepts are counted for
     */
    public PciBus(GuestMemory memory, VirtualProcessor processor) {
        this.memory = memory;
        this.processor = processor;
    }

    /**
     * Puts a device in its place, before the guest starts. Several functions in a slot are one board: function 0 says so.
     *
     * @return the device
     * @throws IllegalArgumentException if the place is taken or does not exist
     * @throws IllegalStateException if the guest runs: this bus has no hot plug, as the machine it is modelled on
     */
    public synchronized <D extends PciDevice> D plug(int slot, int function, PciBoard<D> board) {
        requireFree(slot, function);
        requireStanding(slot, function);
        LevelInterrupt line = new LevelInterrupt(processor, FIRST_VECTOR + functions.length);
        D device = board.build(memory, line);
        PciFunction added = new PciFunction(slot, function, device, line);
        freePort = added.place(freePort);
        PciFunction[] more = Arrays.copyOf(functions, functions.length + 1);
        more[functions.length] = added;
        functions = more;
        return device;
    }

    private void requireFree(int slot, int function) {
        if (slot < 0 || slot >= SLOTS || function < 0 || function >= FUNCTIONS) {
            throw new IllegalArgumentException("there is no place " + slot + "." + function + " on a PCI bus: it has "
                    + SLOTS + " slots, each for a board of at most " + FUNCTIONS + " functions");
        }
        if (find(slot, function) != null) {
            throw new IllegalArgumentException("something is already in " + slot + "." + function);
        }
        if (functions.length == VECTORS) throw new IllegalArgumentException("a bus has interrupts for 64 functions");
    }

    private void requireStanding(int slot, int function) {
        if (running) {
            throw new IllegalStateException("nothing can be plugged into PCI place " + slot + "." + function
                    + " while the guest runs: end the guest, or give it a synthetic adapter");
        }
    }

    /** The guest's system takes the machine over: nothing is plugged from now on. Its first access says so, too. */
    public void guestRuns() {
        if (!running) running = true;
    }

    /** Resets every device, which then leaves memory alone, and does the firmware's part again, before the guest starts. */
    public synchronized void reset() {
        int port = FIRST_FREE_PORT;
        running = false;
        for (PciFunction function : functions) {
            function.device().reset();
            port = function.place(port);
        }
    }

    /**
     * The guest: reads a port.
     *
     * @param port 0 to 65535
     * @param size 1, 2 or 4 bytes
     * @return the value in the low bytes; all ones where nobody answers
     */
    public int in(int port, int size) {
        guestRuns();
        long began = processor.leaveForDevice(ExitKind.IO_PORT);
        int value = read(port, size);
        processor.returnFromDevice(ExitKind.IO_PORT, began);
        return value;
    }

    private int read(int port, int size) {
        if (port == ADDRESS_PORT && size == 4) return address;
        if (isData(port)) return readConfiguration(port - DATA_PORT, size);
        for (PciFunction function : functions) {
            PciFunction.Window window = function.window(port);
            if (window != null) return function.device().ioRead(window.bar(), port - window.firstPort(), size);
        }
        return nobody(size);
    }

    /** The guest: writes a port; where nobody listens it is lost. */
    public void out(int port, int size, int value) {
        guestRuns();
        long began = processor.leaveForDevice(ExitKind.IO_PORT);
        if (port == ADDRESS_PORT && size == 4) address = value;
        else if (isData(port)) writeConfiguration(port - DATA_PORT, size, value);
        else writePort(port, size, value);
        processor.returnFromDevice(ExitKind.IO_PORT, began);
    }

    private void writePort(int port, int size, int value) {
        for (PciFunction function : functions) {
            PciFunction.Window window = function.window(port);
            if (window == null) continue;
            function.device().ioWrite(window.bar(), port - window.firstPort(), size, value);
            return;
        }
    }

    /** The guest: reads configuration space of a function by the two ports; all ones if the place is empty. */
    public int configRead(int slot, int function, int offset, int size) {
        synchronized (addressAndData) {
            out(ADDRESS_PORT, 4, address(slot, function, offset));
            return in(DATA_PORT + (offset & 3), size);
        }
    }

    /** The guest: writes configuration space of a function by the two ports. */
    public void configWrite(int slot, int function, int offset, int size, int value) {
        synchronized (addressAndData) {
            out(ADDRESS_PORT, 4, address(slot, function, offset));
            out(DATA_PORT + (offset & 3), size, value);
        }
    }

    /**
     * The guest: what to do while a line is up, on the processor its interrupts go to.
     *
     * @param interrupt what firmware wrote into the function's interrupt line register
     * @param handler null to hear no more of it
     */
    public void onInterrupt(int interrupt, @Nullable Runnable handler) {
        for (PciFunction function : functions) {
            if (function.line.vector() == interrupt) function.line.connect(handler);
        }
    }

    /** Accesses so far, of ports and configuration space: each one left the guest and came back. */
    public long intercepts() {
        return processor.exits().count(ExitKind.IO_PORT);
    }

    private static int address(int slot, int function, int offset) {
        return ENABLE | (slot << 11) | (function << 8) | (offset & 0xFC);
    }

    private static boolean isData(int port) {
        return port >= DATA_PORT && port < DATA_PORT + 4;
    }

    private static int nobody(int size) {
        return -1 >>> (32 - 8 * size);
    }

    private int readConfiguration(int lane, int size) {
        PciFunction function = addressed();
        if (function == null) return nobody(size);
        boolean multifunction = function.number == 0 && hasCompanions(function);
        return function.configRead((address & 0xFC) | lane, size, multifunction);
    }

    private void writeConfiguration(int lane, int size, int value) {
        PciFunction function = addressed();
        if (function != null) function.configWrite((address & 0xFC) | lane, size, value);
    }

    /** The function the address port names, on bus 0. */
    private @Nullable PciFunction addressed() {
        int named = address;
        boolean onThisBus = (named & ENABLE) != 0 && ((named >> 16) & 0xFF) == 0;
        return onThisBus ? find((named >> 11) & (SLOTS - 1), (named >> 8) & (FUNCTIONS - 1)) : null;
    }

    private @Nullable PciFunction find(int slot, int number) {
        for (PciFunction function : functions) {
            if (function.slot == slot && function.number == number) return function;
        }
        return null;
    }

    private boolean hasCompanions(PciFunction first) {
        for (PciFunction function : functions) {
            if (function != first && function.slot == first.slot) return true;
        }
        return false;
    }
}
