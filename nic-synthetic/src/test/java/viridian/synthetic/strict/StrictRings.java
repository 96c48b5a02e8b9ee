package viridian.synthetic.strict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import viridian.partitions.GuestMemory;

/**
 * The two rings of a channel, written and read byte by byte (Linux drivers/hv/ring_buffer.c). What the host writes is held
 * against every rule of the ring: indices, padding, trailers, and that a sleeper is woken.
 */
final class StrictRings {

    /** A packet from the host, its trailer checked and gone. */
    record Packet(int type, boolean isCompletionWanted, long id, Wire extension, Wire payload) {}

    private final GuestMemory memory;
    private final long out;
    private final long in;
    private final int dataBytes;

    /** Fresh rings of so many bytes each; {@code usesPendingSendSize} as drivers of 2012 and later set it. */
    StrictRings(GuestMemory memory, long gpa, int ringBytes, boolean usesPendingSendSize) {
        this.memory = memory;
        out = gpa;
        in = gpa + ringBytes;
        dataBytes = ringBytes - 4096;
        memory.putI32(out + 64, usesPendingSendSize ? 1 : 0);
        memory.putI32(in + 64, usesPendingSendSize ? 1 : 0);
    }

    /** Writes a packet; whether the host must be signalled: it had read all before, and did not mask that. */
    boolean write(int type, boolean isCompletionWanted, long id, byte[] extension, byte[] payload) {
        int head = 16 + extension.length;
        int length = head + (payload.length + 7) / 8 * 8;
        Wire packet = Wire.zeros(length + 8)
                .put16(0, type)
                .put16(2, head / 8)
                .put16(4, length / 8)
                .put16(6, isCompletionWanted ? 1 : 0)
                .put64(8, id)
                .put(16, extension)
                .put(head, payload);
        int write = memory.i32(out);
        packet.put(length + 4, write);
        int used = Math.floorMod(write - memory.i32(out + 4), dataBytes);
        assertTrue(length + 8 < dataBytes - used, "the guest's ring is full");
        for (int i = 0; i < packet.length(); i++) memory.putU8(out + 4096 + (write + i) % dataBytes, packet.u8(i));
        memory.putI32(out, (write + length + 8) % dataBytes);
        return memory.i32(out + 8) == 0 && write == memory.i32(out + 4);
    }

    /** Whether the host has read everything. */
    boolean isRead() {
        return memory.i32(out) == memory.i32(out + 4);
    }

    /** Whether the host has written something that is not read yet. */
    boolean hasPackets() {
        return memory.i32(in) != memory.i32(in + 4);
    }

    /** Takes everything the host has written. */
    List<Packet> read() {
        List<Packet> packets = new ArrayList<>();
        while (hasPackets()) packets.add(readOne());
        assertEquals(0, memory.i32(in + 8), "the guest's own interrupt mask");
        return packets;
    }

    private Packet readOne() {
        int write = memory.i32(in);
        int read = memory.i32(in + 4);
        assertTrue(write >= 0 && write < dataBytes && write % 8 == 0, "write index " + write);
        int available = Math.floorMod(write - read, dataBytes);
        assertTrue(available >= 24, "a packet of " + available);
        Wire head = bytes(read, 16);
        int headBytes = head.u16(2) * 8;
        int length = head.u16(4) * 8;
        assertTrue(headBytes >= 16 && headBytes <= length && length + 8 <= available, head.text());
        assertTrue((head.u16(6) & ~1) == 0, "flags " + head.u16(6));
        Wire trailer = bytes(read + length, 8);
        assertEquals(0, trailer.i32(0), "trailer");
        assertEquals(read, trailer.i32(4), "the trailer says where the packet began");
        Wire whole = bytes(read, length);
        memory.putI32(in + 4, (read + length + 8) % dataBytes);
        return new Packet(
                head.u16(0),
                head.u16(6) == 1,
                head.i64(8),
                whole.part(16, headBytes - 16),
                whole.part(headBytes, length - headBytes));
    }

    private Wire bytes(int from, int length) {
        Wire bytes = Wire.zeros(length);
        for (int i = 0; i < length; i++) bytes.put8(i, memory.u8(in + 4096 + (from + i) % dataBytes));
        return bytes;
    }
}
