package viridian.partitions.fuzz;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Queue;
import java.util.function.IntConsumer;
import viridian.partitions.vmbus.ChannelOffer;
import viridian.partitions.vmbus.Guid;
import viridian.partitions.vmbus.VmbusChannel;
import viridian.partitions.vmbus.VmbusDevice;
import viridian.partitions.vmbus.ring.PacketDescriptor;

/**
 * A device that sends each packet back, answers its bus at once or when it is told to, and minds whether the bus keeps to
 * what it has promised to devices.
 */
final class FuzzedDevice implements VmbusDevice {

    static final Guid TYPE = new Guid(0x5EED, 0x5EED);
    private static final int LIMIT = 64;

    private final ChannelOffer offer;
    private final Queue<Runnable> unanswered = new ArrayDeque<>();
    private final BitSet open = new BitSet();
    private boolean isSlow;

    FuzzedDevice(long instance) {
        offer = new ChannelOffer(TYPE, new Guid(0, instance));
    }

    /** Whether answers wait from now on until they are asked for. */
    void beSlow(boolean isSlow) {
        this.isSlow = isSlow;
    }

    /** Gives the oldest answer that waits; whether there was one. */
    boolean answer() {
        Runnable next = unanswered.poll();
        if (next != null) next.run();
        return next != null;
    }

    boolean isOpen() {
        return !open.isEmpty();
    }

    private void later(Runnable answer) {
        if (isSlow) unanswered.add(answer);
        else answer.run();
    }

    @Override
    public ChannelOffer offer() {
        return offer;
    }

    @Override
    public void open(VmbusChannel channel) {
        int index = channel.offer().subchannel();
        check(!open.get(index), "opened twice");
        check(index == 0 || open.get(0), "a subchannel before its channel");
        open.set(index);
        channel.onSignal(() -> {
            check(open.get(index), "signalled while it is closed");
            int count = channel.receive(packet -> echo(channel, packet), LIMIT);
            check(count <= LIMIT, "more packets than wanted");
            channel.flush();
        });
    }

    private static void echo(VmbusChannel channel, PacketDescriptor packet) {
        if (packet.type() == 6 && packet.payloadLength() == 8) channel.offerSubchannels((int) packet.transactionId());
        if (packet.completionRequested()) {
            channel.complete(packet.transactionId(), packet.memory(), packet.payloadAt(), packet.payloadLength());
        }
    }

    @Override
    public void close(VmbusChannel channel) {
        int index = channel.offer().subchannel();
        check(open.get(index), "closed while it is not open");
        check(index > 0 || open.cardinality() == 1, "closed before its subchannels");
        open.clear(index);
    }

    @Override
    public void open(VmbusChannel channel, IntConsumer opened) {
        open(channel);
        later(() -> opened.accept(0));
    }

    @Override
    public void close(VmbusChannel channel, Runnable closed) {
        close(channel);
        later(closed);
    }

    @Override
    public void share(int gpadl, IntConsumer accepted) {
        int status = gpadl == 13 ? 0xC000_0001 : 0;
        later(() -> accepted.accept(status));
    }

    @Override
    public long monitorLatencyNanos() {
        return offer.instance().equals(new Guid(0, 1)) ? 0 : 1000;
    }

    private static void check(boolean isSo, String what) {
        if (!isSo) throw new AssertionError(what);
    }
}
