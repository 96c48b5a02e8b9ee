package viridian.emulated.proxy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReferenceArray;
import viridian.partitions.pci.InterruptLine;

/**
 * The inputs of a machine's interrupt controller, for a device in another process: it sets them by lines of text, each of which
 * is answered when the input is set. It is the part QEMU has in its test protocol, as far as {@link QtestSocket} speaks it.
 */
final class InterruptReceiver implements AutoCloseable {

    private static final int LONGEST_LINE = 256;

    private final SocketChannel device;
    private final AtomicReferenceArray<InterruptLine> lines = new AtomicReferenceArray<>(QtestSocket.INPUTS);
    private final ByteBuffer in = ByteBuffer.allocate(4096);
    private final ByteBuffer ok = ByteBuffer.wrap("OK\n".getBytes(StandardCharsets.US_ASCII));
    private final StringBuilder line = new StringBuilder();

    private InterruptReceiver(SocketChannel device) {
        this.device = device;
    }

    /** Connects to the socket of a process that has devices. */
    static InterruptReceiver connect(Path socket) throws IOException {
        SocketChannel device = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            device.connect(UnixDomainSocketAddress.of(socket));
        } catch (IOException refused) {
            device.close();
            throw refused;
        }
        InterruptReceiver receiver = new InterruptReceiver(device);
        Thread.ofPlatform().name("interrupts " + socket).daemon().start(receiver::run);
        return receiver;
    }

    /** From now on this input leads to a line. */
    void lead(int input, InterruptLine to) {
        lines.set(input, to);
    }

    private void run() {
        try {
            while (device.read(in.clear()) >= 0) {
                in.flip();
                while (in.hasRemaining()) take((char) in.get());
            }
        } catch (IOException | NumberFormatException gone) {
            // Nobody interrupts any more; that the process has gone is noticed by whoever has started it.
        }
    }

    private void take(char letter) throws IOException {
        if (letter != '\n' && line.length() < LONGEST_LINE) {
            line.append(letter);
            return;
        }
        set(line);
        line.setLength(0);
        while (ok.hasRemaining()) device.write(ok);
        ok.rewind();
    }

    /** {@code set_irq_in CONTROLLER PINS INPUT LEVEL}. */
    private void set(StringBuilder command) {
        int level = command.lastIndexOf(" ") + 1;
        int input = command.lastIndexOf(" ", level - 2) + 1;
        if (level == 0 || input == 0) return;
        int number = Integer.parseInt(command, input, level - 1, 10);
        InterruptLine to = number > 0 && number < lines.length() ? lines.get(number) : null;
        if (to == null) return;
        if (command.charAt(level) == '1') to.raise();
        else to.lower();
    }

    @Override
    public void close() throws IOException {
        device.close();
    }
}
