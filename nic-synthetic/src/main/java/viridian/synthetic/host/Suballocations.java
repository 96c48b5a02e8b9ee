package viridian.synthetic.host;

import static viridian.partitions.LittleEndian.i64;
import static viridian.partitions.LittleEndian.putI64;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import viridian.offload.wire.Ipv4;
import viridian.offload.wire.Ipv6;
import viridian.partitions.GuestPages;
import viridian.synthetic.rndis.PacketInfo;
import viridian.synthetic.rndis.RndisPacket;
import viridian.vswitch.frame.Frame;

/**
 * One channel's hand on the receive buffer: takes suballocations, a few at a time since all channels share them, and writes
 * frames and control messages into them.
 *
 * <p>Guarded by its owner.
 */
final class Suballocations {

    /** Taken at once, so that the shared lock is not taken for each frame: our choice. */
    private static final int TAKEN_AT_ONCE = 32;

    /** Up to here a frame is copied by words: shorter than asking for a copy of any length. */
    private static final int SHORT_FRAME = 128;

    private static final int NETWORK_AT = Frame.HEADER_BYTES;

    private final ReceiveBuffer buffer;
    private final int channel;
    private final GuestPages pages;
    private final MemorySegment memory;
    /** Where the buffer begins in the guest's memory, or -1 if it is scattered. */
    private final long base;

    private final MemorySegment head = Arena.ofAuto().allocate(ReceiveBuffer.FRAME_AT, Long.BYTES);
    private final int[] stash = new int[Agreement.MOST_RANGES];
    private int stashed;

    Suballocations(ReceiveBuffer buffer, int channel) {
        this.buffer = buffer;
        this.channel = channel;
        pages = buffer.pages();
        memory = pages.memory().segment();
        base = pages.isContiguous() && pages.length() > 0 ? pages.address(0) : -1;
    }

    ReceiveBuffer buffer() {
        return buffer;
    }

    /** Bytes of a frame in one suballocation, at most. */
    int frameBytes() {
        return buffer.suballocationBytes() - ReceiveBuffer.FRAME_AT - ReceiveBuffer.TAIL_BYTES;
    }

    /** Whether so many can be taken. */
    boolean reserve(int wanted) {
        if (stashed >= wanted) return true;
        int missing = Math.max(wanted - stashed, Math.min(TAKEN_AT_ONCE, stash.length - stashed));
        stashed += buffer.takeForFrames(channel, stash, stashed, missing);
        return stashed >= wanted;
    }

    /** Takes one, or {@link ReceiveBuffer#NONE}. */
    int take() {
        return reserve(1) ? stash[--stashed] : ReceiveBuffer.NONE;
    }

    /** Gives back all that was taken and not handed out. */
    void putBackRest() {
        while (stashed > 0) buffer.putBack(channel, stash[--stashed]);
    }

    /** Puts bytes of a frame in their envelope into a suballocation; returns the bytes used. */
    int write(int suballocation, PacketInfo info, MemorySegment from, long fromAt, int length) {
        int bytes = ReceiveBuffer.FRAME_AT + length;
        int headBytes = RndisPacket.headBytes(info);
        long at = buffer.offset(suballocation);
        if (base >= 0) {
            RndisPacket.writeHead(memory, base + at, bytes, ReceiveBuffer.FRAME_AT, length, info);
            copy(from, fromAt, base + at + ReceiveBuffer.FRAME_AT, length);
        } else {
            RndisPacket.writeHead(head, 0, bytes, ReceiveBuffer.FRAME_AT, length, info);
            pages.write(at, head, 0, headBytes);
            pages.write(at + ReceiveBuffer.FRAME_AT, from, fromAt, length);
        }
        return bytes;
    }

    private void copy(MemorySegment from, long fromAt, long to, int length) {
        if (length > SHORT_FRAME || length < Long.BYTES) {
            MemorySegment.copy(from, fromAt, memory, to, length);
            return;
        }
        // The last word may overlap the one before: nothing is written beyond the frame.
        int last = length - Long.BYTES;
        for (int i = 0; i < last; i += Long.BYTES) putI64(memory, to + i, i64(from, fromAt + i));
        putI64(memory, to + last, i64(from, fromAt + last));
    }

    /**
     * Fills in the IP header of a frame that was put into a suballocation: its length, which a large send may leave out, and
     * the checksum of IPv4.
     *
     * @param bytes of the whole frame
     * @return false if there is no such header
     */
    boolean finishHeader(int suballocation, Frame frame, int bytes) {
        int available = frame.length() - NETWORK_AT;
        if (frame.etherType() == Ipv4.ETHER_TYPE) {
            if (!Ipv4.isHeader(frame.memory(), frame.offset() + NETWORK_AT, available)) return false;
            int length = Ipv4.headerLength(frame.memory(), frame.offset() + NETWORK_AT);
            MemorySegment.copy(frame.memory(), frame.offset() + NETWORK_AT, head, 0, length);
            Ipv4.rewrite(head, 0, bytes - NETWORK_AT, Ipv4.identification(head, 0), Ipv4.flagsAndOffset(head, 0));
            return writeHeader(suballocation, length);
        }
        if (frame.etherType() != Ipv6.ETHER_TYPE || available < Ipv6.HEADER_BYTES) return false;
        MemorySegment.copy(frame.memory(), frame.offset() + NETWORK_AT, head, 0, Ipv6.HEADER_BYTES);
        Ipv6.putPayloadLength(head, 0, bytes - NETWORK_AT - Ipv6.HEADER_BYTES);
        return writeHeader(suballocation, Ipv6.HEADER_BYTES);
    }

    private boolean writeHeader(int suballocation, int length) {
        pages.write(buffer.offset(suballocation) + ReceiveBuffer.FRAME_AT + NETWORK_AT, head, 0, length);
        return true;
    }

    /** Puts a control message into a suballocation; returns the bytes used. */
    int writeControl(int suballocation, MemorySegment message) {
        int bytes = Math.toIntExact(message.byteSize());
        if (bytes > buffer.suballocationBytes() - ReceiveBuffer.TAIL_BYTES) {
            throw new IllegalArgumentException("no room for " + bytes);
        }
        pages.write(buffer.offset(suballocation), message, 0, bytes);
        return bytes;
    }
}
