package viridian.partitions.vmbus;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import viridian.partitions.vmbus.ring.PacketDescriptor;
import viridian.partitions.vmbus.ring.PacketHandler;

/** Keeps the ring full of numbered packets until enough are completed; makes no object for a packet. */
final class CountingDriver implements VmbusDriver {

    private static final int RING_BYTES = 2 * 4096;
    /** As many as the ring of answers holds. */
    private static final int MAX_UNDERWAY = 60;

    private final MemorySegment payload = MemorySegment.ofArray(new byte[32]);
    private final PacketHandler count = this::count;
    private long enough;
    private long sent;
    private final AtomicLong completed = new AtomicLong();
    private final AtomicInteger removals = new AtomicInteger();
    private long next;
    private @Nullable VmbusChannel channel;

    CountingDriver(long enough) {
        this.enough = enough;
    }

    long completed() {
        return completed.get();
    }

    int removals() {
        return removals.get();
    }

    @Override
    public Guid type() {
        return EchoDevice.TYPE;
    }

    @Override
    public void probe(VmbusChannel offered) {
        channel = offered;
        sent = 0;
        next = 0;
        offered.onSignal(() -> {
            offered.receive(count, 16);
            send();
        });
        offered.open(RING_BYTES, status -> {
            if (status != 0) throw new AssertionError("status " + status);
            send();
        });
    }

    private void count(PacketDescriptor packet) {
        if (packet.transactionId() != next) throw new AssertionError(packet.transactionId() + " is not " + next);
        next++;
        completed.incrementAndGet();
    }

    /** Sends this many more; on the guest's processor, or while nobody else takes turns. */
    void more(long packets) {
        enough += packets;
        send();
    }

    private void send() {
        VmbusChannel to = channel;
        if (to == null) return;
        while (sent < enough && sent - next < MAX_UNDERWAY && to.send(payload, 0, 32, sent, true)) sent++;
        to.flush();
    }

    @Override
    public void removed() {
        channel = null;
        removals.incrementAndGet();
    }
}
