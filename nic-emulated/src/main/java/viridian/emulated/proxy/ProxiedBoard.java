package viridian.emulated.proxy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import viridian.partitions.pci.InterruptLine;

/**
 * The other side of a {@link LegacyBoard}: where QEMU's machine would be is a partition of ours. Its memory is the file {@link
 * LegacyBoard#memory}, its adapters answer from another process, and their interrupts come from there.
 */
public final class ProxiedBoard implements AutoCloseable {

    private final List<ProxiedDevice> devices = new ArrayList<>();
    private final InterruptReceiver interrupts;

    private ProxiedBoard(InterruptReceiver interrupts) {
        this.interrupts = interrupts;
    }

    /**
     * Connects to the board that another process has opened in this directory.
     *
     * @param functions how many it has
     * @throws IOException if nobody answers there
     */
    public static ProxiedBoard connect(Path directory, int functions) throws IOException {
        long memoryBytes = Files.size(LegacyBoard.memory(directory));
        ProxiedBoard board = new ProxiedBoard(InterruptReceiver.connect(LegacyBoard.interrupts(directory)));
        try {
            for (int function = 0; function < functions; function++) {
                board.devices.add(
                        ProxiedDevice.connect(LegacyBoard.socket(directory, function), memoryBytes, input(function)));
            }
            return board;
        } catch (IOException | RuntimeException refused) {
            board.close();
            throw refused;
        }
    }

    /** Input 0 is none. */
    private static int input(int function) {
        return 1 + function;
    }

    /** A function of the board, for the bus: from now on it interrupts by this line. */
    public ProxiedDevice device(int function, InterruptLine line) {
        interrupts.lead(input(function), line);
        return devices.get(function);
    }

    /**
     * What each function is asked now and has not answered yet: the number of the question, 0 for none. Two looks that find the
     * same number are of the same question. May be called by any thread, at any moment.
     */
    public long[] waitsFor() {
        return devices.stream().mapToLong(ProxiedDevice::waitsFor).toArray();
    }

    /** Hangs up: whoever waits for an answer goes on, and the other process finds its machine gone. */
    @Override
    public void close() throws IOException {
        for (ProxiedDevice device : devices) device.close();
        interrupts.close();
    }
}
