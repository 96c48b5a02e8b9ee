package viridian.synthetic.strict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import viridian.partitions.GuestMemory;

/** The guest's receive buffer: what the host may put where, and that it touches nothing the guest has not given back. */
final class StrictReceiveBuffer {

    private static final int TRANSFER_PAGES = 7;
    private static final int FOR_CONTROL = 16;
    /** Windows guests read past the end. */
    private static final int TAIL_BYTES = 36;

    private final GuestMemory memory;
    private final long gpa;
    private final int id;
    private final int partBytes;
    private final int parts;
    private final int mostRanges;

    /** The parts each packet has named, by its transaction. */
    private final Map<Long, List<Integer>> held = new HashMap<>();

    private final Set<Integer> heldParts = new HashSet<>();

    /** What a 102 of these numbers means; Linux gives up on any it does not take. */
    StrictReceiveBuffer(GuestMemory memory, long gpa, int bytes, int id, Wire complete, int mostRanges) {
        this.memory = memory;
        this.gpa = gpa;
        this.id = id;
        this.mostRanges = mostRanges;
        assertEquals(102, complete.i32(0), "type");
        assertEquals(1, complete.i32(4), "status");
        assertEquals(1, complete.i32(8), "sections");
        assertEquals(0, complete.i32(12), "offset");
        partBytes = complete.i32(16);
        parts = complete.i32(20);
        assertTrue(partBytes >= 68 && parts > FOR_CONTROL && (long) partBytes * parts <= bytes, complete.text());
        assertEquals(partBytes * parts, complete.i32(24), "end offset");
        complete.assertZeros(28, complete.length(), "padding");
    }

    /** The RNDIS messages a packet from the host names, in order; they stay the guest's until {@link #released}. */
    List<Wire> messages(StrictRings.Packet packet, int channelType) {
        assertEquals(TRANSFER_PAGES, packet.type(), "packet type");
        assertTrue(packet.isCompletionWanted(), "memory the guest cannot give back");
        packet.payload()
                .assertIs(
                        StrictBus.words(107, channelType, -1, 0),
                        "announcement of RNDIS, of the length that was agreed on");
        Wire extension = packet.extension();
        assertEquals(id, extension.u16(0), "transfer page set");
        int ranges = extension.i32(4);
        assertTrue(ranges >= 1 && ranges <= mostRanges, ranges + " ranges");
        assertEquals(8 + 8 * ranges, extension.length(), "the ranges fill the head");
        List<Wire> messages = new ArrayList<>();
        List<Integer> named = new ArrayList<>();
        for (int range = 0; range < ranges; range++) {
            int length = extension.i32(8 + 8 * range);
            int offset = extension.i32(12 + 8 * range);
            named.add(part(offset, length, channelType));
            messages.add(bytes(offset, length));
        }
        assertEquals((long) named.getFirst(), packet.id(), "the transaction is the first part's number");
        assertTrue(held.put(packet.id(), named) == null, "a transaction that is under way");
        return messages;
    }

    private int part(int offset, int length, int channelType) {
        assertEquals(0, offset % partBytes, "where a part begins");
        assertTrue(length > 0 && length <= partBytes - TAIL_BYTES, length + " bytes in a part of " + partBytes);
        int part = offset / partBytes;
        assertTrue(part >= 0 && part < parts, "part " + part);
        assertEquals(channelType == 1, part < FOR_CONTROL, "the first parts are for control messages");
        assertTrue(heldParts.add(part), "part " + part + " is the guest's");
        return part;
    }

    private Wire bytes(int offset, int length) {
        MemorySegment bytes = MemorySegment.ofArray(new byte[length]);
        memory.read(gpa + offset, bytes, 0, length);
        return new Wire(bytes.toArray(java.lang.foreign.ValueLayout.JAVA_BYTE));
    }

    /** The guest has completed a packet. */
    void released(long transaction) {
        List<Integer> named = held.remove(transaction);
        assertTrue(named != null, "a transaction of ours");
        heldParts.removeAll(named);
    }
}
