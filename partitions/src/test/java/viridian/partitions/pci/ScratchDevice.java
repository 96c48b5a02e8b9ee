package viridian.partitions.pci;

import java.util.Arrays;

/** A device for tests: 64 bytes of ports that keep what is written, and a line the test moves. */
final class ScratchDevice implements PciDevice {

    static final int BYTES = 64;

    final InterruptLine line;
    final int[] words = new int[BYTES / 4];
    int resets;

    private final ConfigurationSpace configuration = new ConfigurationSpace()
            .fixed(ConfigurationSpace.VENDOR, 4, 0x1234_5678)
            .writable(ConfigurationSpace.COMMAND, 2, 7)
            .fixed(ConfigurationSpace.HEADER_TYPE, 1, 0)
            .memoryWindow(0, 4096)
            .ioWindow(2, BYTES)
            .writable(ConfigurationSpace.INTERRUPT_LINE, 1, 0xFF)
            .fixed(ConfigurationSpace.INTERRUPT_PIN, 1, 1);

    ScratchDevice(InterruptLine line) {
        this.line = line;
    }

    @Override
    public int configRead(int offset, int size) {
        return configuration.read(offset, size);
    }

    @Override
    public void configWrite(int offset, int size, int value) {
        configuration.write(offset, size, value);
    }

    @Override
    public int ioRead(int bar, int offset, int size) {
        if (bar != 2) throw new IllegalStateException("the memory window is not placed");
        return words[offset / 4];
    }

    @Override
    public void ioWrite(int bar, int offset, int size, int value) {
        words[offset / 4] = value;
    }

    @Override
    public void reset() {
        resets++;
        configuration.reset();
        Arrays.fill(words, 0);
    }
}
