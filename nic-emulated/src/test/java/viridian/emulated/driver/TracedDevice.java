package viridian.emulated.driver;

import java.util.ArrayList;
import java.util.List;
import viridian.emulated.device.Dec21140;
import viridian.emulated.device.Dec21140Settings;
import viridian.partitions.BusMemory;
import viridian.partitions.pci.InterruptLine;
import viridian.partitions.pci.PciDevice;

/**
 * An adapter whose register accesses are written down: {@code r5} for a read of CSR5, {@code w6 32002040} for a write of
 * CSR6. Those of CSR9, thousands, are only counted.
 */
final class TracedDevice implements PciDevice {

    private static final int PINS = 9;

    private final Dec21140 device;
    private final List<String> accesses = new ArrayList<>();
    private boolean tracing = true;
    private int pins;

    TracedDevice(Dec21140Settings settings, BusMemory memory, InterruptLine line) {
        device = new Dec21140(settings, memory, line);
    }

    Dec21140 device() {
        return device;
    }

    /** What was written down since the last time, as one line. */
    String take() {
        String all = String.join(", ", accesses);
        accesses.clear();
        return all;
    }

    /** Accesses of CSR9 since the last time. */
    int takePins() {
        int count = pins;
        pins = 0;
        return count;
    }

    /** Writes nothing down any more. */
    void rest() {
        tracing = false;
    }

    private void note(String kind, int offset, int value) {
        if (offset == 8 * PINS) pins++;
        else accesses.add(kind + offset / 8 + (kind.equals("w") ? " " + Integer.toHexString(value) : ""));
    }

    @Override
    public int configRead(int offset, int size) {
        return device.configRead(offset, size);
    }

    @Override
    public void configWrite(int offset, int size, int value) {
        device.configWrite(offset, size, value);
    }

    @Override
    public int ioRead(int bar, int offset, int size) {
        if (tracing) note("r", offset, 0);
        return device.ioRead(bar, offset, size);
    }

    @Override
    public void ioWrite(int bar, int offset, int size, int value) {
        if (tracing) note("w", offset, value);
        device.ioWrite(bar, offset, size, value);
    }

    @Override
    public void reset() {
        device.reset();
    }
}
