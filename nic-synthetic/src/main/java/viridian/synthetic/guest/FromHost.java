package viridian.synthetic.guest;

import static viridian.partitions.LittleEndian.i32;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import viridian.partitions.GuestFault;
import viridian.partitions.GuestMemory;
import viridian.partitions.vmbus.ring.PacketDescriptor;
import viridian.synthetic.AdapterCounters;
import viridian.synthetic.nvsp.NvspRndis;
import viridian.synthetic.rndis.RndisMessage;
import viridian.synthetic.rndis.RndisPacket;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameSink;

/**
 * Takes RNDIS messages out of the receive buffer. The host is not trusted either: where a message is, and its head, are
 * judged on a copy; the frame itself is lent where it lies. Runs on the guest's processor.
 */
final class FromHost {

    /** Every host puts head and per-packet information into so many bytes. */
    private static final int HEAD_BYTES = 256;

    private final GuestMemory memory;
    private final Terms terms;
    private final AdapterCounters counters;
    private final MemorySegment head = MemorySegment.ofArray(new byte[HEAD_BYTES]);
    private final RndisPacket packet = new RndisPacket();
    private final Frame frame = new Frame();

    /** Who was handed a frame since the last flush. */
    private @Nullable FrameSink inBurst;

    FromHost(GuestMemory memory, Terms terms, AdapterCounters counters) {
        this.memory = memory;
        this.terms = terms;
        this.counters = counters;
    }

    /** Checks an announcement, all its ranges included; whether it is about frames. */
    boolean areFrames(PacketDescriptor announcement) {
        boolean isRndis = announcement.payloadLength() >= NvspRndis.USED_BYTES
                && i32(announcement.memory(), announcement.payloadAt()) == NvspRndis.TYPE;
        if (!isRndis) throw new GuestFault("transfer pages without RNDIS");
        if (announcement.setId() != Terms.RECEIVE_ID) throw new GuestFault("transfer pages of no buffer of ours");
        for (int range = 0; range < announcement.rangeCount(); range++) {
            long at = announcement.rangeOffset(range);
            if (at > terms.receiveBytes() || announcement.rangeLength(range) > terms.receiveBytes() - at) {
                throw new GuestFault("transfer pages outside the receive buffer");
            }
        }
        return NvspRndis.channelType(announcement.memory(), announcement.payloadAt()) == NvspRndis.DATA;
    }

    /** Copies the control messages out of a checked announcement. */
    List<RndisMessage> controls(PacketDescriptor announcement) {
        List<RndisMessage> messages = new ArrayList<>();
        for (int range = 0; range < announcement.rangeCount(); range++) {
            MemorySegment copy = MemorySegment.ofArray(new byte[(int) announcement.rangeLength(range)]);
            memory.read(terms.receiveGpa() + announcement.rangeOffset(range), copy, 0, copy.byteSize());
            messages.add(RndisMessage.read(copy));
        }
        return messages;
    }

    /** Hands on the frames of a checked announcement; without receiver they are dropped. */
    void deliver(PacketDescriptor announcement, @Nullable FrameSink receiver, int mtu) {
        for (int range = 0; range < announcement.rangeCount(); range++) {
            long gpa = terms.receiveGpa() + announcement.rangeOffset(range);
            if (!deliver(gpa, announcement.rangeLength(range), receiver, mtu)) counters.countDroppedReceiving();
        }
    }

    private boolean deliver(long gpa, long length, @Nullable FrameSink receiver, int mtu) {
        long copied = Math.min(length, HEAD_BYTES);
        memory.read(gpa, head, 0, copied);
        if (!packet.read(head, 0, copied, length) || packet.dataBytes() > mtu || receiver == null) return false;
        counters.countReceived();
        inBurst = receiver;
        receiver.accept(frame.lend(memory.segment(), gpa + packet.dataAt(), packet.dataBytes(), packet.tag()));
        return true;
    }

    /** The end of a burst: has the receiver see what it was handed. */
    void flush() {
        FrameSink receiver = inBurst;
        if (receiver == null) return;
        inBurst = null;
        receiver.flush();
    }
}
