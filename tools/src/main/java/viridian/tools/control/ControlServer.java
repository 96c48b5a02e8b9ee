package viridian.tools.control;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.codec.string.StringDecoder;
import io.netty.handler.codec.string.StringEncoder;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.nic.SocketFile;

/** The answering end of a control socket: for each line a client writes, one line back, or a stream of them. */
public final class ControlServer implements AutoCloseable {

    /** Longer requests are refused and the connection is closed: our choice. */
    private static final int LONGEST_LINE = 1 << 16;

    /** Held here, for a logger nobody holds forgets its level. */
    private static final Logger NETTY = Logger.getLogger("io.netty");

    static {
        // It reports with stack traces that a host has no network, which is nothing to a socket in the file system.
        NETTY.setLevel(Level.OFF);
    }

    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Path socket;
    private final Answers answers;

    private ControlServer(Path socket, Answers answers) {
        this.socket = socket;
        this.answers = answers;
    }

    /**
     * Listens at a path until closed; the socket's file goes with it.
     *
     * @throws IOException if the path cannot be listened at
     */
    public static ControlServer listen(Path socket, Answers answers) throws IOException {
        ControlServer server = new ControlServer(socket, answers);
        try {
            server.bind();
        } catch (IOException refused) {
            server.loop.shutdownGracefully();
            throw refused;
        }
        return server;
    }

    private void bind() throws IOException {
        SocketFile.removeDead(socket);
        var bound = new ServerBootstrap()
                .group(loop)
                .channel(NioServerDomainSocketChannel.class)
                .childHandler(new Lines())
                .bind(UnixDomainSocketAddress.of(socket))
                .awaitUninterruptibly();
        if (!bound.isSuccess())
            throw new IOException(
                    "cannot listen at " + socket + ": " + bound.cause().getMessage());
    }

    @Override
    public void close() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        try {
            Files.deleteIfExists(socket);
        } catch (IOException stays) {
            // The file is without a listener now; who finds it there is refused a connection.
        }
    }

    private final class Lines extends ChannelInitializer<Channel> {

        @Override
        protected void initChannel(Channel client) {
            client.pipeline()
                    .addLast(new LineBasedFrameDecoder(LONGEST_LINE))
                    .addLast(new StringDecoder(StandardCharsets.UTF_8))
                    .addLast(new StringEncoder(StandardCharsets.UTF_8))
                    .addLast(new Answer());
        }
    }

    private final class Answer extends SimpleChannelInboundHandler<String> {

        private @Nullable Outbox stream;
        private Runnable end = () -> {};

        @Override
        protected void channelRead0(ChannelHandlerContext context, String request) {
            if (stream != null) return;
            Reply reply = answers.answer(request);
            if (reply instanceof Reply.Stream begun) begin(begun, context.channel());
            context.writeAndFlush(reply.line() + "\n");
        }

        /** Before the reply, so that who has read it misses nothing. What is told is written by this thread, so after it. */
        private void begin(Reply.Stream begun, Channel client) {
            Outbox outbox = new Outbox(client, begun.lost());
            stream = outbox;
            end = begun.feed().begin(outbox::put);
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            if (stream != null) stream.drain();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            end.run();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable broken) {
            context.close();
        }
    }
}
