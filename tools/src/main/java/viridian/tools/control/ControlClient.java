package viridian.tools.control;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The asking end of a control socket: a line out, a line back. Waits for nobody without end. */
public final class ControlClient implements AutoCloseable {

    /** A switch answers in a millisecond, and may be busy opening an interface for somebody else. */
    public static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration FOR_EVER = Duration.ofDays(10_000);

    private final Path socket;
    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private ByteBuffer received = ByteBuffer.allocate(1 << 16).flip();

    private ControlClient(Path socket, SocketChannel channel) throws IOException {
        this.socket = socket;
        this.channel = channel;
        this.selector = Selector.open();
        channel.configureBlocking(false);
        this.key = channel.register(selector, SelectionKey.OP_READ);
    }

    /**
     * Connects to a running switch.
     *
     * @throws IOException if nobody listens there
     */
    public static ControlClient connect(Path socket) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
            return new ControlClient(socket, channel);
        } catch (IOException nobody) {
            channel.close();
            throw new IOException("no switch answers at %s: %s".formatted(socket, nobody.getMessage()), nobody);
        }
    }

    /** Sends one request and waits {@link #PATIENCE} for its reply, both one JSON object in a line. */
    public String ask(String request) throws IOException {
        return ask(request, PATIENCE);
    }

    /** Sends one request and waits for its reply. */
    public String ask(String request, Duration patience) throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        ByteBuffer line = StandardCharsets.UTF_8.encode(request + "\n");
        while (line.hasRemaining()) {
            if (channel.write(line) == 0) await(SelectionKey.OP_WRITE, deadline, patience);
        }
        String reply = line(deadline, patience);
        if (reply == null) throw new IOException("what listens at " + socket + " closed the connection");
        return reply;
    }

    /** The next line of a stream, or null at its end. Waits for it as long as it takes. */
    public @Nullable String next() throws IOException {
        return line(System.nanoTime() + FOR_EVER.toNanos(), FOR_EVER);
    }

    private @Nullable String line(long deadline, Duration patience) throws IOException {
        int searched = 0;
        while (true) {
            int end = lineEnd(searched);
            if (end >= 0) return taken(end);
            searched = received.remaining();
            makeRoom();
            int read = channel.read(received);
            received.flip();
            if (read < 0) return null;
            if (read == 0) await(SelectionKey.OP_READ, deadline, patience);
        }
    }

    private int lineEnd(int from) {
        for (int at = received.position() + from; at < received.limit(); at++) {
            if (received.get(at) == '\n') return at;
        }
        return -1;
    }

    private String taken(int end) {
        byte[] line = new byte[end - received.position()];
        received.get(line).get();
        return new String(line, StandardCharsets.UTF_8);
    }

    /** Leaves the buffer ready to be read into; the caller flips it. */
    private void makeRoom() {
        received.compact();
        if (received.hasRemaining()) return;
        received = ByteBuffer.allocate(2 * received.capacity()).put(received.flip());
    }

    private void await(int readiness, long deadline, Duration patience) throws IOException {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
            throw new IOException("what listens at %s has not answered for %d seconds: is it a switch?"
                    .formatted(socket, patience.toSeconds()));
        }
        key.interestOps(readiness);
        selector.select(left);
        selector.selectedKeys().clear();
    }

    @Override
    public void close() throws IOException {
        try (selector) {
            channel.close();
        }
    }
}
