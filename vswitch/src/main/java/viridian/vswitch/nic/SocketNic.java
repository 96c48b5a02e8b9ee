package viridian.vswitch.nic;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameSink;
import viridian.vswitch.frame.MacAddress;

/**
 * An adapter whose far side is another process, by a stream socket: each frame behind its length in four bytes, most
 * significant first, tag in line, without check sequence, and nothing else. That is what QEMU's {@code -netdev stream} and
 * {@code -netdev socket} speak (QEMU 7.2, net/stream.c and net_fill_rstate in net/net.c).
 *
 * <p>It has one peer at a time. When that one goes, it takes the next one or, if it is the side that connects, connects again:
 * QEMU's {@code server=off} does not. Frames handed in while nobody is there are refused.
 */
public final class SocketNic implements Nic, LinkState {

    /** What a frame is preceded by. */
    static final int PREFIX_BYTES = 4;

    /** QEMU's NET_BUFSIZE (include/net/net.h): it cuts off who announces more, and so do we. */
    static final int LONGEST = 4096 + 65536;

    /** Our choice: who waits for the end of a burst waits for what fits into so much, if that much is there. */
    private static final int READ_BYTES = 1 << 17;

    /** Held here, for a logger nobody holds forgets its level. */
    private static final Logger NETTY = Logger.getLogger("io.netty");

    static {
        // It reports with stack traces that a host has no network, which is nothing to a socket in the file system.
        NETTY.setLevel(Level.OFF);
    }

    private final EventLoopGroup loop;
    private final PeerSearch search;
    private final int maxFrame;
    private final LongAdder damaged = new LongAdder();
    private @Nullable FrameSink receiver;
    private volatile @Nullable SocketPeer peer;
    private volatile @Nullable String failure;
    private boolean closed;

    /** Made of the loop, the handler of newcomers, and whom to tell that nobody is met. */
    private interface Searching {
        PeerSearch on(SocketNic nic, EventLoopGroup loop, Newcomer newcomer) throws IOException;
    }

    private SocketNic(SocketAddress address, int maxFrame, Searching searching) throws IOException {
        this.maxFrame = maxFrame;
        var threads =
                Thread.ofPlatform().name("socket " + words(address)).daemon().factory();
        loop = new MultiThreadIoEventLoopGroup(1, threads, NioIoHandler.newFactory());
        try {
            search = searching.on(this, loop, new Newcomer());
        } catch (IOException | RuntimeException refused) {
            loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            throw refused;
        }
    }

    /**
     * Listens at a UNIX socket's path or a TCP port, and takes one peer after the other. The path is gone when this is closed.
     *
     * @throws IOException if it cannot be listened there; the message says where and why
     */
    public static SocketNic listen(SocketAddress address) throws IOException {
        return listen(address, Frame.LARGEST_SEND);
    }

    /**
     * As {@link #listen(SocketAddress)}, for a peer that must not be given all: QEMU's model of a 21143 puts what it has no room
     * for back into its queue, and is given nothing else from then on (tulip_receive in hw/net/tulip.c).
     *
     * @param maxFrame the longest frame the peer is given, bytes without tag
     */
    public static SocketNic listen(SocketAddress address, int maxFrame) throws IOException {
        return new SocketNic(address, maxFrame, (nic, loop, newcomer) -> PeerListening.at(address, loop, newcomer));
    }

    /** Connects to a UNIX socket or a TCP port as soon as somebody listens there, and again whenever the connection is lost. */
    public static SocketNic connect(SocketAddress address) {
        try {
            return new SocketNic(
                    address,
                    Frame.LARGEST_SEND,
                    (nic, loop, newcomer) -> new PeerConnecting(address, loop, newcomer, why -> nic.failure = why));
        } catch (IOException impossible) {
            throw new AssertionError("nothing was opened", impossible);
        }
    }

    static String words(SocketAddress address) {
        if (!(address instanceof InetSocketAddress inet)) return address.toString();
        return inet.getHostString() + ":" + inet.getPort();
    }

    /** Where it listens or connects to: a path, or host and port. */
    public String place() {
        return search.place();
    }

    /** The far end's address is its own. */
    @Override
    public MacAddress address() {
        return MacAddress.NONE;
    }

    /** Where nothing else is said, an IP packet of 65,535 bytes and its header: more than any card has, and less than QEMU takes. */
    @Override
    public int maxFrame() {
        return maxFrame;
    }

    /** Whether a peer is there. */
    @Override
    public boolean isUp() {
        return peer != null;
    }

    /** Why the last peer is gone, or was not met; null while one is there, and before the first. */
    public @Nullable String failure() {
        return failure;
    }

    /** What came with a length, but was too short for a frame. */
    public long damagedFrames() {
        return damaged.sum();
    }

    void damaged() {
        damaged.increment();
    }

    @Override
    public synchronized void start(FrameSink receiver) {
        if (this.receiver != null) throw new IllegalStateException(place() + " was started before");
        this.receiver = receiver;
        if (!closed) search.next();
    }

    /** Prepares the channel of whoever connected or was connected to. */
    private final class Newcomer extends ChannelInitializer<Channel> {

        @Override
        protected void initChannel(Channel channel) {
            channel.config().setRecvByteBufAllocator(new AdaptiveRecvByteBufAllocator(2048, 1 << 14, READ_BYTES));
            if (channel instanceof SocketChannel) channel.config().setOption(ChannelOption.TCP_NODELAY, true);
            channel.pipeline().addLast(new SocketPeer(SocketNic.this, started(), channel));
        }
    }

    private synchronized FrameSink started() {
        if (receiver == null) throw new IllegalStateException("nobody is looked for before start");
        return receiver;
    }

    void met(SocketPeer newcomer) {
        failure = null;
        peer = newcomer;
    }

    void lost(SocketPeer gone, String reason) {
        if (peer == gone) peer = null;
        failure = reason;
        if (!loop.isShuttingDown()) search.next();
    }

    @Override
    public boolean accept(Frame frame) {
        SocketPeer there = peer;
        return there != null && frame.length() <= maxFrame && there.accept(frame);
    }

    @Override
    public void flush() {
        SocketPeer there = peer;
        if (there != null) there.flush();
    }

    /** Ends the adapter, from any thread but the one that carries frames to the receiver. */
    @Override
    public void close() {
        for (EventExecutor thread : loop) {
            if (thread.inEventLoop()) throw new IllegalStateException("closed by its own receiver");
        }
        synchronized (this) {
            if (closed) return;
            closed = true;
        }
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        search.end();
    }
}
