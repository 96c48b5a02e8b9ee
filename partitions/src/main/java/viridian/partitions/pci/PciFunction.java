package viridian.partitions.pci;

import java.util.ArrayList;
import java.util.List;

/**
 * A device in its place on the bus: slot, function, the wire from its pin, and the I/O ports it answers at present.
 *
 * <p>What depends on the place and not on the device is added here: the multi-function mark, and which pin it is.
 */
final class PciFunction {

    /** Ports of a base address register that has been placed and enabled. */
    record Window(int bar, int firstPort, int bytes) {

        boolean holds(int port) {
            return port >= firstPort && port - firstPort < bytes;
        }
    }

    private static final int IO_FLAGS = 3;

    final int slot;
    final int number;
    final LevelInterrupt line;
    private final PciDevice device;
    private final int[] ioBytes = new int[ConfigurationSpace.BARS];
    private volatile List<Window> windows = List.of();

    PciFunction(int slot, int number, PciDevice device, LevelInterrupt line) {
        this.slot = slot;
        this.number = number;
        this.device = device;
        this.line = line;
        for (int bar = 0; bar < ioBytes.length; bar++) ioBytes[bar] = measure(ConfigurationSpace.BAR_0 + 4 * bar);
    }

    /** Bytes of an I/O window: what of all ones stays 0 in the base address register says its size. */
    private int measure(int at) {
        device.configWrite(at, 4, -1);
        int answer = device.configRead(at, 4);
        device.configWrite(at, 4, 0);
        boolean io = (answer & ConfigurationSpace.BAR_IO) != 0;
        return io ? -(answer & ~IO_FLAGS) : 0;
    }

    PciDevice device() {
        return device;
    }

    /** What firmware does before the guest starts: windows side by side from this port on, and where the pin leads. */
    int place(int freePort) {
        int port = freePort;
        for (int bar = 0; bar < ioBytes.length; bar++) {
            if (ioBytes[bar] == 0) continue;
            port = (port + ioBytes[bar] - 1) & -ioBytes[bar];
            device.configWrite(ConfigurationSpace.BAR_0 + 4 * bar, 4, port);
            port += ioBytes[bar];
        }
        device.configWrite(ConfigurationSpace.INTERRUPT_LINE, 1, line.vector());
        configWrite(ConfigurationSpace.COMMAND, 2, ConfigurationSpace.IO_ENABLE);
        return port;
    }

    int configRead(int offset, int size, boolean multifunction) {
        int value = device.configRead(offset, size);
        if (multifunction)
            value |= lane(ConfigurationSpace.HEADER_TYPE, ConfigurationSpace.MULTIFUNCTION, offset, size);
        // A device says INTA; in function n that is pin n of the slot.
        return value + lane(ConfigurationSpace.INTERRUPT_PIN, number, offset, size);
    }

    /** A byte of configuration space as it shows in a read of this offset and size: shifted to its place, or 0. */
    private static int lane(int at, int value, int offset, int size) {
        return at < offset || at >= offset + size ? 0 : value << (8 * (at - offset));
    }

    void configWrite(int offset, int size, int value) {
        device.configWrite(offset, size, value);
        decode();
    }

    /** Learns which ports are this function's now. */
    private void decode() {
        boolean enabled = (device.configRead(ConfigurationSpace.COMMAND, 2) & ConfigurationSpace.IO_ENABLE) != 0;
        List<Window> answering = new ArrayList<>();
        for (int bar = 0; enabled && bar < ioBytes.length; bar++) {
            if (ioBytes[bar] == 0) continue;
            int base = device.configRead(ConfigurationSpace.BAR_0 + 4 * bar, 4) & ~IO_FLAGS;
            answering.add(new Window(bar, base, ioBytes[bar]));
        }
        windows = List.copyOf(answering);
    }

    /** The window that holds a port, or null. */
    @org.jspecify.annotations.Nullable
    Window window(int port) {
        List<Window> now = windows;
        for (int i = 0; i < now.size(); i++) if (now.get(i).holds(port)) return now.get(i);
        return null;
    }
}
