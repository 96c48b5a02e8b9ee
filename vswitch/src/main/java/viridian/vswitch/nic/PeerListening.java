package viridian.vswitch.nic;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;

/** Takes one peer at a time; who connects meanwhile waits in the kernel's queue. */
final class PeerListening implements PeerSearch {

    private final Channel server;

    /** Of a TCP port that was to be any, the one it became. */
    private final SocketAddress address;

    private PeerListening(Channel server) {
        this.server = server;
        this.address = server.localAddress();
    }

    static PeerListening at(SocketAddress address, EventLoopGroup loop, ChannelHandler newcomer) throws IOException {
        if (address instanceof UnixDomainSocketAddress unix) SocketFile.removeDead(unix.getPath());
        ChannelFuture bound = new ServerBootstrap()
                .group(loop)
                .channel(kind(address))
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new ServerChannelRecvByteBufAllocator())
                .childHandler(newcomer)
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException("cannot listen at %s: %s"
                    .formatted(SocketNic.words(address), bound.cause().getMessage()));
        }
        return new PeerListening(bound.channel());
    }

    private static Class<? extends ServerChannel> kind(SocketAddress address) {
        boolean isFile = address instanceof UnixDomainSocketAddress;
        return isFile ? NioServerDomainSocketChannel.class : NioServerSocketChannel.class;
    }

    @Override
    public void next() {
        server.read();
    }

    @Override
    public String place() {
        return SocketNic.words(address);
    }

    @Override
    public void end() {
        if (!(address instanceof UnixDomainSocketAddress unix)) return;
        try {
            Files.deleteIfExists(unix.getPath());
        } catch (IOException stays) {
            // The file is without a listener now; who finds it there is refused a connection.
        }
    }
}
