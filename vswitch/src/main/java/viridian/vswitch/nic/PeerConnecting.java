package viridian.vswitch.nic;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.Future;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Connects to whoever listens, and tries again as long as nobody does. */
final class PeerConnecting implements PeerSearch {

    // Our choice: a machine that is started again is met within the blink of an eye, and one that stays away costs
    // nothing.
    private static final long SHORTEST_PAUSE_MILLIS = 50;
    private static final long LONGEST_PAUSE_MILLIS = 2_000;

    private final SocketAddress address;
    private final EventLoopGroup loop;
    private final Bootstrap bootstrap;
    private final Consumer<String> failed;
    private long pauseMillis;

    /** @param failed is told why, each time nobody is met */
    PeerConnecting(SocketAddress address, EventLoopGroup loop, ChannelHandler newcomer, Consumer<String> failed) {
        this.address = address;
        this.loop = loop;
        this.failed = failed;
        this.bootstrap = new Bootstrap()
                .group(loop)
                .channel(kind(address))
                .handler(newcomer)
                .remoteAddress(address);
    }

    private static Class<? extends Channel> kind(SocketAddress address) {
        return address instanceof UnixDomainSocketAddress ? NioDomainSocketChannel.class : NioSocketChannel.class;
    }

    @Override
    public void next() {
        if (!loop.isShuttingDown()) loop.schedule(this::attempt, pauseMillis, TimeUnit.MILLISECONDS);
    }

    private void attempt() {
        bootstrap.connect().addListener(this::attempted);
    }

    private void attempted(Future<? super Void> attempt) {
        if (attempt.isSuccess()) {
            pauseMillis = SHORTEST_PAUSE_MILLIS;
            return;
        }
        failed.accept("nobody is met there: " + attempt.cause().getMessage());
        pauseMillis = Math.clamp(2 * pauseMillis, SHORTEST_PAUSE_MILLIS, LONGEST_PAUSE_MILLIS);
        next();
    }

    @Override
    public String place() {
        return SocketNic.words(address);
    }

    @Override
    public void end() {}
}
