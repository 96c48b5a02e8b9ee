package viridian.synthetic.strict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;

/** An open channel of a strict guest: packets as bytes. A guest that sleeps must be woken, or it hears nothing. */
final class StrictChannel {

    private static final int IN_BAND = 6;
    private static final int DIRECT = 9;
    private static final int COMPLETION = 0xB;

    private final StrictBus bus;
    private final StrictBus.Offer offer;
    private final StrictRings rings;
    private final int ringGpadl;
    private final List<StrictRings.Packet> unread = new ArrayList<>();

    /** Opens the channel with rings of so many pages each, control page included. */
    StrictChannel(StrictBus bus, StrictBus.Offer offer, int ringPages) {
        this.bus = bus;
        this.offer = offer;
        long gpa = bus.machine.take(2L * ringPages * 4096);
        rings = new StrictRings(bus.machine.memory, gpa, ringPages * 4096, bus.version() >= 0x00020004);
        ringGpadl = bus.share(offer, gpa, 2 * ringPages * 4096);
        bus.open(offer, ringGpadl, ringPages);
    }

    StrictBus.Offer offer() {
        return offer;
    }

    StrictBus bus() {
        return bus;
    }

    void send(Wire payload, long id, boolean isCompletionWanted) {
        written(rings.write(IN_BAND, isCompletionWanted, id, new byte[0], payload.array()));
    }

    /** A packet about stretches of memory: address and length, one after the other; each in as many pages as it takes. */
    void sendDirect(Wire payload, long id, long... stretches) {
        int words = 0;
        for (int i = 0; i < stretches.length; i += 2) words += 1 + pages(stretches[i], stretches[i + 1]);
        // What stands in the reserved word is whatever was on the sender's stack.
        Wire extension = Wire.zeros(8 + 8 * words).put(0, 0xDEADBEEF).put(4, stretches.length / 2);
        int at = 8;
        for (int i = 0; i < stretches.length; i += 2) {
            extension.put(at, (int) stretches[i + 1]).put(at + 4, (int) (stretches[i] % 4096));
            at += 8;
            for (int page = 0; page < pages(stretches[i], stretches[i + 1]); page++, at += 8) {
                extension.put64(at, stretches[i] / 4096 + page);
            }
        }
        written(rings.write(DIRECT, true, id, extension.array(), payload.array()));
    }

    private static int pages(long gpa, long length) {
        return (int) ((gpa % 4096 + length + 4095) / 4096);
    }

    void complete(long id, Wire payload) {
        written(rings.write(COMPLETION, false, id, new byte[0], payload.array()));
    }

    private void written(boolean mustSignal) {
        if (mustSignal) bus.signal(offer);
        bus.machine.bench.settle();
        assertTrue(rings.isRead(), "the host has left packets in the ring");
    }

    /** What the host says next, which must be there. */
    StrictRings.Packet next() {
        listen();
        assertTrue(!unread.isEmpty(), "the host says nothing");
        return unread.removeFirst();
    }

    /** Whether the host has said something. */
    boolean hasNext() {
        listen();
        return !unread.isEmpty();
    }

    void assertSilent() {
        listen();
        assertEquals(List.of(), unread, "packets nobody expects");
    }

    private void listen() {
        bus.machine.bench.settle();
        if (!rings.hasPackets()) return;
        assertTrue(bus.takeSignal(offer), "packets in an empty ring, and no signal");
        unread.addAll(rings.read());
    }

    /** The completion of a packet, which comes next; its payload. */
    Wire completed(long id) {
        StrictRings.Packet packet = next();
        assertEquals(COMPLETION, packet.type(), "packet type");
        assertEquals(id, packet.id(), "transaction of the completion");
        assertEquals(0, packet.extension().length(), "a completion has a plain head");
        assertTrue(!packet.isCompletionWanted(), "a completion that wants to be completed");
        return packet.payload();
    }

    /** CLOSE, and the ring's memory is taken back. */
    void close() {
        close(List.of());
    }

    /** Of the first channel: CLOSE, after which the further ones, closed already, are taken away. */
    void close(List<StrictChannel> further) {
        bus.close(offer, further.stream().map(StrictChannel::offer).toList());
        bus.takeBack(offer, ringGpadl);
    }
}
