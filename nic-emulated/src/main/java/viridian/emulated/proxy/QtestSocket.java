package viridian.emulated.proxy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The inputs of the interrupt controller of a machine of QEMU's, by its test protocol (QEMU 7.2, softmmu/qtest.c): a line of
 * text sets one, and a line says that it is set. QEMU connects to us ({@code -qtest unix:PATH}); the guest runs on as if
 * nobody tested anything.
 *
 * <p>A machine without KVM has no other way to be interrupted from outside. One connection serves all functions of a machine.
 */
final class QtestSocket implements AutoCloseable {

    /** Inputs of the I/O APIC of machine "pc"; QEMU ends itself when others are named. */
    static final int INPUTS = 24;

    /**
     * How long an answer is waited for, our choice. QEMU's main thread gives it, which does not while it stops the machine's
     * processors, one of which may be waiting for us: then an interrupt too many is better than waiting for ever.
     */
    private static final long PATIENCE_MILLIS = 50;

    private final ServerSocketChannel listener;
    private final Selector selector;
    private final Consumer<String> complaints;
    private final ByteBuffer[] commands = new ByteBuffer[2 * INPUTS];
    private final ByteBuffer answers = ByteBuffer.allocateDirect(4096);
    private final StringBuilder answer = new StringBuilder();
    private final Object reading = new Object();

    private volatile @Nullable SocketChannel machine;
    private volatile long sent;
    private long answered;

    /**
     * Listens.
     *
     * @param complaints hears sentences about what does not work
     */
    QtestSocket(Path path, Consumer<String> complaints) throws IOException {
        this.complaints = complaints;
        selector = Selector.open();
        listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            listener.bind(UnixDomainSocketAddress.of(path));
            listener.configureBlocking(false);
        } catch (IOException refused) {
            close();
            throw refused;
        }
        for (int i = 0; i < commands.length; i++) commands[i] = command(i / 2, i % 2);
    }

    private static ByteBuffer command(int input, int level) {
        String text = "set_irq_in /machine/i440fx/ioapic unnamed-gpio-in %d %d\n".formatted(input, level);
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocateDirect(bytes.length).put(bytes);
    }

    /**
     * Sets an input, without waiting for it.
     *
     * @return the command's number, for {@link #await}
     */
    synchronized long set(int input, boolean up) {
        SocketChannel to = connected();
        if (to == null) return 0;
        try {
            ByteBuffer command = commands[2 * input + (up ? 1 : 0)].flip();
            int bytes = command.remaining();
            if (to.write(command) < bytes) throw new IOException("it does not read");
            return ++sent;
        } catch (IOException broken) {
            lose(to);
            return 0;
        }
    }

    /** The machine's end, if it has connected. */
    private @Nullable SocketChannel connected() {
        SocketChannel now = machine;
        if (now != null) return now;
        try {
            now = listener.accept();
            if (now == null) {
                complaints.accept("the machine has not connected for its interrupts: start QEMU with -qtest unix:PATH");
                return null;
            }
            now.configureBlocking(false);
            now.register(selector, SelectionKey.OP_READ);
        } catch (IOException closed) {
            return null;
        }
        machine = now;
        return now;
    }

    /** Waits until a command is carried out, or the machine has gone, or takes too long. */
    void await(long number) {
        synchronized (reading) {
            try {
                while (answered < number && readMore()) {}
            } catch (IOException broken) {
                lose(machine);
            }
        }
    }

    private boolean readMore() throws IOException {
        SocketChannel from = machine;
        if (from == null) return false;
        int count = from.read(answers.clear());
        if (count < 0) throw new IOException("gone");
        if (count == 0) return waitForMore();
        for (int i = 0; i < count; i++) take((char) answers.get(i));
        return true;
    }

    private boolean waitForMore() throws IOException {
        selector.selectedKeys().clear();
        return selector.select(PATIENCE_MILLIS) > 0;
    }

    private void take(char letter) {
        if (letter != '\n') {
            answer.append(letter);
            return;
        }
        answered++;
        if (answer.indexOf("OK") != 0)
            complaints.accept("QEMU sets no interrupt: " + answer + "; it has to be machine pc");
        answer.setLength(0);
    }

    /** The machine has gone; the next one connects anew. */
    private synchronized void lose(@Nullable SocketChannel gone) {
        if (gone == null || !gone.equals(machine)) return;
        machine = null;
        answered = sent;
        closeQuietly(gone);
    }

    private static void closeQuietly(AutoCloseable open) {
        try {
            open.close();
        } catch (Exception alreadyGone) {
            // Nothing is left to be done about it.
        }
    }

    @Override
    public void close() {
        lose(machine);
        closeQuietly(selector);
        closeQuietly(listener);
    }
}
