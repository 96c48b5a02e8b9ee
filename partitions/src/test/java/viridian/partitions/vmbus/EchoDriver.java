package viridian.partitions.vmbus;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import viridian.partitions.LittleEndian;
import viridian.partitions.vmbus.ring.PacketDescriptor;

/** A driver that opens its channel, sends numbers, and remembers what came back. */
final class EchoDriver implements VmbusDriver {

    static final int RING_BYTES = 2 * 4096;

    final List<Long> completed = new ArrayList<>();
    final List<Integer> openings = new ArrayList<>();
    final List<VmbusChannel> subchannels = new ArrayList<>();
    int removals;

    private final MemorySegment number = MemorySegment.ofArray(new byte[8]);
    private @Nullable VmbusChannel channel;

    VmbusChannel channel() {
        VmbusChannel now = channel;
        if (now == null) throw new AssertionError("nothing was offered");
        return now;
    }

    boolean hasDevice() {
        return channel != null;
    }

    @Override
    public Guid type() {
        return EchoDevice.TYPE;
    }

    @Override
    public void probe(VmbusChannel offered) {
        channel = offered;
        offered.onSignal(() -> offered.receive(this::completed, 64));
        offered.open(RING_BYTES, openings::add);
    }

    @Override
    public void subchannel(VmbusChannel offered) {
        subchannels.add(offered);
    }

    void completed(PacketDescriptor packet) {
        completed.add(LittleEndian.i64(packet.memory(), packet.payloadAt()));
    }

    /** Sends a number to be sent back; whether there was room. */
    boolean send(long value) {
        return send(channel(), value);
    }

    boolean send(VmbusChannel to, long value) {
        LittleEndian.putI64(number, 0, value);
        return to.send(number, 0, 8, value, true);
    }

    @Override
    public void removed() {
        removals++;
        channel = null;
    }
}
