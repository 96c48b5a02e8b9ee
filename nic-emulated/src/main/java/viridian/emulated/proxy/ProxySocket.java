package viridian.emulated.proxy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Where a machine connects for one function of ours: one machine at a time, the next one when it has gone. */
public final class ProxySocket implements AutoCloseable {

    private static final long PATIENCE_MILLIS = 1_000;

    private final ServerSocketChannel listener;
    private final ProxyServer server;
    private final Consumer<String> complaints;
    private final Thread thread;

    private ProxySocket(ServerSocketChannel listener, String name, ProxyServer server, Consumer<String> complaints) {
        this.listener = listener;
        this.server = server;
        this.complaints = complaints;
        thread = Thread.ofPlatform().name(name).daemon().start(this::run);
    }

    /**
     * Begins to listen.
     *
     * @param path of the socket; there must be nothing
     * @param complaints hears a sentence when a machine breaks the protocol
     */
    public static ProxySocket listen(Path path, ProxyServer server, Consumer<String> complaints) throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            listener.bind(UnixDomainSocketAddress.of(path), 1);
            return new ProxySocket(listener, "proxy " + path, server, complaints);
        } catch (IOException | RuntimeException refused) {
            listener.close();
            throw new IOException("no socket can be made at " + path + ": " + refused.getMessage(), refused);
        }
    }

    private void run() {
        while (listener.isOpen()) {
            try (SocketChannel machine = listener.accept()) {
                server.serve(machine);
            } catch (ClosedChannelException closed) {
                return;
            } catch (IOException broken) {
                complaints.accept(String.valueOf(broken.getMessage()));
            }
        }
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
