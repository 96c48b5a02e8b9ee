package viridian.lab.service;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import viridian.offload.wire.Ipv4Address;

/**
 * The UDP ports of a real kernel, and the one thread on which everything arrives. A port may be opened before
 * {@link #run}, and by a receiver.
 */
public final class ChannelPorts implements DatagramPorts, AutoCloseable {

    /** Opens a channel of the right network namespace. */
    @FunctionalInterface
    public interface Opener {
        DatagramChannel open(InetSocketAddress local) throws IOException;
    }

    /** The service is looked after this often at least; our choice. */
    private static final long LONGEST_WAIT_MILLIS = 1000;

    private static final long MILLI = 1_000_000;
    private static final int LONGEST_DATAGRAM = 1 << 16;
    private static final long PATIENCE_SECONDS = 10;

    /** Taken from one port before others have their turn: a flood at one must not silence the rest. */
    private static final int BURST = 64;

    private final Opener opener;
    private final LongSupplier nanoTime;
    private final Selector selector;
    private final ByteBuffer arrived = ByteBuffer.allocateDirect(LONGEST_DATAGRAM);
    private final CompletableFuture<Boolean> ended = new CompletableFuture<>();
    private volatile boolean running;
    private volatile boolean ending;

    /** @throws IOException if the system gives no more */
    public ChannelPorts(Opener opener, LongSupplier nanoTime) throws IOException {
        this.opener = opener;
        this.nanoTime = nanoTime;
        this.selector = Selector.open();
    }

    /** Has a thread bring the service what arrives, until {@link #close}. */
    public void run(String name, BootServer service) {
        running = true;
        Thread.ofPlatform().daemon().name(name).start(() -> serve(service));
    }

    private void serve(BootServer service) {
        try {
            while (!ending) {
                selector.select(this::receive, millisUntil(service.deadline()));
                service.poll(nanoTime.getAsLong());
            }
            service.close();
            tidyUp();
            ended.complete(true);
        } catch (IOException | RuntimeException | Error failed) {
            ended.completeExceptionally(failed);
        }
    }

    private void tidyUp() throws IOException {
        for (SelectionKey key : selector.keys()) key.channel().close();
        selector.close();
    }

    private long millisUntil(long deadline) {
        long left = deadline - nanoTime.getAsLong();
        if (deadline == Long.MAX_VALUE) return LONGEST_WAIT_MILLIS;
        return Math.clamp(left / MILLI + 1, 1, LONGEST_WAIT_MILLIS);
    }

    private void receive(SelectionKey key) {
        DatagramChannel channel = (DatagramChannel) key.channel();
        DatagramReceiver receiver = (DatagramReceiver) key.attachment();
        try {
            for (int i = 0; i < BURST && key.isValid(); i++) {
                InetSocketAddress from = (InetSocketAddress) channel.receive(arrived.clear());
                if (from == null) return;
                byte[] bytes = new byte[arrived.flip().remaining()];
                arrived.get(bytes);
                receiver.receive(peer(from), bytes);
            }
        } catch (IOException refused) {
            // An earlier datagram came back: its receiver asks again or gives up by itself.
        }
    }

    private static Peer peer(InetSocketAddress from) {
        int bits = ByteBuffer.wrap(from.getAddress().getAddress()).getInt();
        return new Peer(Ipv4Address.of(bits), from.getPort());
    }

    @Override
    public DatagramPort open(int number, DatagramReceiver receiver) throws IOException {
        DatagramChannel channel = opener.open(new InetSocketAddress(number));
        try {
            channel.setOption(StandardSocketOptions.SO_BROADCAST, true);
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, receiver);
            return new Port(channel);
        } catch (IOException | RuntimeException failed) {
            channel.close();
            throw failed;
        }
    }

    private record Port(DatagramChannel channel) implements DatagramPort {

        @Override
        public boolean send(Peer to, byte[] bytes, int length) {
            try {
                return channel.send(ByteBuffer.wrap(bytes, 0, length), address(to)) == length;
            } catch (IOException lost) {
                return false;
            }
        }

        private static InetSocketAddress address(Peer peer) throws UnknownHostException {
            byte[] bits = ByteBuffer.allocate(4).putInt(peer.address().bits()).array();
            return new InetSocketAddress(InetAddress.getByAddress(bits), peer.port());
        }

        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException trouble) {
                throw new IllegalStateException("a datagram socket did not close", trouble);
            }
        }
    }

    /**
     * Ends the thread and gives every port back.
     *
     * @throws IOException if the thread had failed, or does not end
     */
    @Override
    public void close() throws IOException {
        ending = true;
        if (!running) {
            tidyUp();
            return;
        }
        selector.wakeup();
        try {
            ended.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException trouble) {
            throw new IOException("a service did not end well", trouble);
        }
    }
}
