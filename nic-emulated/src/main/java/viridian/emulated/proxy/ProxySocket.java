package viridian.emulated.proxy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where a machine connects for one function of ours: one machine at a time, the next one when it has gone. */
public final class ProxySocket implements AutoCloseable {

    private static final long PATIENCE_MILLIS = 1_000;

    private final ServerSocketChannel listener;
    private final ProxyServer server;
    private final Consumer<String> complaints;
    private final Runnable arrived;
    private final Thread thread;
    private volatile boolean connected;
    private volatile @Nullable String ending;

    private ProxySocket(
            ServerSocketChannel listener,
            String name,
            ProxyServer server,
            Runnable arrived,
            Consumer<String> complaints) {
        this.listener = listener;
        this.server = server;
        this.arrived = arrived;
        this.complaints = complaints;
        thread = Thread.ofPlatform().name(name).daemon().start(this::run);
    }

    /**
     * Begins to listen.
     *
     * @param path of the socket; there must be nothing
     * @param arrived run when a machine connects, before it is answered
     * @param complaints hears a sentence when a machine breaks the protocol
     */
    public static ProxySocket listen(Path path, ProxyServer server, Runnable arrived, Consumer<String> complaints)
            throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            listener.bind(UnixDomainSocketAddress.of(path), 1);
            return new ProxySocket(listener, "proxy " + path, server, arrived, complaints);
        } catch (IOException | RuntimeException refused) {
            listener.close();
            throw new IOException("no socket can be made at " + path + ": " + refused.getMessage(), refused);
        }
    }

    private void run() {
        while (listener.isOpen()) {
            try (SocketChannel machine = listener.accept()) {
                arrived.run();
                ending = null;
                connected = true;
                server.serve(machine);
                ending = "the machine has gone";
            } catch (ClosedChannelException closed) {
                return;
            } catch (IOException broken) {
                ending = String.valueOf(broken.getMessage());
                complaints.accept(String.valueOf(broken.getMessage()));
            } finally {
                connected = false;
            }
        }
    }

    /** Whether a machine is there. */
    boolean isConnected() {
        return connected;
    }

    /** Why the last machine is there no more; null if there was none yet, or one is there. */
    @Nullable
    String ending() {
        return ending;
    }

    /** Hangs up and listens no more; the socket's file is left to whoever named it. */
    @Override
    public void close() throws IOException {
        listener.close();
        thread.interrupt(); // closes the connection it reads from
        try {
            thread.join(PATIENCE_MILLIS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
