package viridian.emulated.proxy;

import viridian.partitions.pci.ConfigurationSpace;
import viridian.partitions.pci.PciDevice;

/** Where a device's windows are now: which base address register an absolute address belongs to. */
final class PciWindows {

    private static final int IO_FLAGS = 0x3;
    private static final int MEMORY_FLAGS = 0xF;

    private final PciDevice device;
    private final boolean[] inMemory = new boolean[ConfigurationSpace.BARS];
    private final long[] bytes = new long[ConfigurationSpace.BARS];
    private final long[] base = new long[ConfigurationSpace.BARS];

    /** Learns the windows' sizes, as firmware does: by writing all ones. */
    PciWindows(PciDevice device) {
        this.device = device;
        for (int bar = 0; bar < ConfigurationSpace.BARS; bar++) measure(bar);
    }

    private void measure(int bar) {
        int at = ConfigurationSpace.BAR_0 + 4 * bar;
        int before = device.configRead(at, 4);
        device.configWrite(at, 4, -1);
        int answer = device.configRead(at, 4);
        device.configWrite(at, 4, before);
        inMemory[bar] = (answer & ConfigurationSpace.BAR_IO) == 0;
        bytes[bar] = -(answer & ~flags(bar)) & 0xFFFF_FFFFL;
    }

    private int flags(int bar) {
        return inMemory[bar] ? MEMORY_FLAGS : IO_FLAGS;
    }

    /** Reads where the windows are after configuration space may have changed. */
    void follow() {
        for (int bar = 0; bar < ConfigurationSpace.BARS; bar++) {
            if (bytes[bar] == 0) continue;
            base[bar] = device.configRead(ConfigurationSpace.BAR_0 + 4 * bar, 4) & ~flags(bar) & 0xFFFF_FFFFL;
        }
    }

    /** The window an address is in, or -1. */
    int find(long address, boolean memory) {
        for (int bar = 0; bar < ConfigurationSpace.BARS; bar++) {
            long inside = address - base[bar];
            if (inMemory[bar] == memory && inside >= 0 && inside < bytes[bar]) return bar;
        }
        return -1;
    }

    /** The same place, counted from the window's beginning. */
    int offset(int bar, long address) {
        return (int) (address - base[bar]);
    }
}
