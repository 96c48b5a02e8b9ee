package viridian.synthetic.watch;

import java.lang.foreign.MemorySegment;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import viridian.partitions.GuestFault;
import viridian.partitions.GuestPages;
import viridian.partitions.vmbus.ring.PacketDescriptor;
import viridian.synthetic.nvsp.NvspMessage;
import viridian.synthetic.nvsp.NvspRndis;

/**
 * The buffers two halves of an adapter have agreed on, as far as an onlooker has heard: where the RNDIS message of a packet
 * lies that only names it.
 */
final class SharedBuffers {

    private final IntFunction<@Nullable GuestPages> shared;
    private @Nullable GuestPages receive;
    private @Nullable GuestPages send;
    private int sectionBytes;

    /** @param shared the memory behind a GPADL of this channel, null if there is none */
    SharedBuffers(IntFunction<@Nullable GuestPages> shared) {
        this.shared = shared;
    }

    /** The halves said something ahead of the frames. */
    void heard(NvspMessage message) {
        switch (message) {
            case NvspMessage.SendReceiveBuffer sent -> receive = shared.apply(sent.gpadl());
            case NvspMessage.SendSendBuffer sent -> send = shared.apply(sent.gpadl());
            case NvspMessage.SendBufferComplete complete -> sectionBytes = complete.sectionBytes();
            default -> {} // says nothing about memory
        }
    }

    /**
     * Copies out what a packet announces.
     *
     * @return the bytes, in the order of the packet's ranges; none where the memory is not known, or not there
     */
    MemorySegment announced(PacketDescriptor packet) {
        try {
            return packet.rangeCount() > 0 && packet.directLength() == 0 ? transferred(packet) : sent(packet);
        } catch (GuestFault notThere) {
            return room(0);
        }
    }

    private MemorySegment transferred(PacketDescriptor packet) {
        GuestPages buffer = receive;
        if (buffer == null) return room(0);
        long bytes = 0;
        for (int range = 0; range < packet.rangeCount(); range++) bytes += checked(buffer, packet.rangeLength(range));
        MemorySegment copy = room(bytes);
        long at = 0;
        for (int range = 0; range < packet.rangeCount(); range++) {
            buffer.read(packet.rangeOffset(range), copy, at, packet.rangeLength(range));
            at += packet.rangeLength(range);
        }
        return copy;
    }

    private static long checked(GuestPages buffer, long length) {
        if (length > buffer.length()) throw new GuestFault("more than the buffer holds");
        return length;
    }

    private MemorySegment sent(PacketDescriptor packet) {
        int section = NvspRndis.section(packet.memory(), packet.payloadAt());
        long inSection = section == NvspRndis.NO_SECTION
                ? 0
                : Integer.toUnsignedLong(NvspRndis.sectionBytes(packet.memory(), packet.payloadAt()));
        GuestPages buffer = send;
        if (inSection > 0 && buffer == null) return room(0);
        MemorySegment copy = room(inSection + packet.directLength());
        if (inSection > 0 && buffer != null) {
            buffer.read(Integer.toUnsignedLong(section) * sectionBytes, copy, 0, inSection);
        }
        if (packet.directLength() > 0) packet.readDirect(0, copy, inSection, packet.directLength());
        return copy;
    }

    private static MemorySegment room(long bytes) {
        if (bytes > PacketText.MOST_BYTES) throw new GuestFault(bytes + " bytes in one packet");
        return MemorySegment.ofArray(new byte[(int) bytes]);
    }
}
