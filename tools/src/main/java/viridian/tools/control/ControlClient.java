package viridian.tools.control;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The asking end of a control socket: a line out, a line back. */
public final class ControlClient implements AutoCloseable {

    private final SocketChannel channel;
    private final BufferedReader replies;

    private ControlClient(SocketChannel channel) {
        this.channel = channel;
        this.replies =
                new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8));
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
        } catch (IOException nobody) {
            channel.close();
            throw new IOException("no switch answers at %s: %s".formatted(socket, nobody.getMessage()), nobody);
        }
        return new ControlClient(channel);
    }

    /** Sends one request and waits for its reply, both one JSON object in a line. */
    public String ask(String request) throws IOException {
        channel.write(StandardCharsets.UTF_8.encode(request + "\n"));
        String reply = replies.readLine();
        if (reply == null) throw new IOException("the switch closed the connection");
        return reply;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
