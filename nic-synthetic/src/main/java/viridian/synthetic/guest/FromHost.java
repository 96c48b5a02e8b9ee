package viridian.synthetic.guest;

import static viridian.partitions.LittleEndian.i32;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import viridian.partitions.GuestFault;
import viridian.partitions.GuestMemory;
import viridian.partitions.vmbus.ring.PacketDescriptor;
import viridian.synthetic.AdapterCounters;
import viridian.synthetic.nvsp.NvspRndis;
import viridian.synthetic.rndis.PacketInfo;
import viridian.synthetic.rndis.RndisMessage;
import viridian.synthetic.rndis.RndisPacket;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameSink;
import viridian.vswitch.frame.Unfinished;

/**
 * Takes RNDIS messages out of the receive buffer. The host is not trusted either: where a message is, and its head, are
 * judged on a copy; the frame itself is lent where it lies. Runs on the processor of its channel.
 */
final class FromHost {

    /** Every host puts head and per-packet information into so many bytes. */
    private static final int HEAD_BYTES = 256;

    /** Head and information of nearly every frame; the rest of them is copied when it is needed. */
    private static final int USUAL_HEAD_BYTES = RndisPacket.HEAD_BYTES + PacketInfo.ENTRY_BYTES * 2;

    /** Frames handed on together: our choice, as many as hosts put into one packet. */
    private static final int BURST = 64;

    private final GuestMemory memory;
    private final Terms terms;
    private final AdapterCounters counters;
    private final MemorySegment head = MemorySegment.ofArray(new byte[HEAD_BYTES]);
    private final RndisPacket packet = new RndisPacket();
    private final JoinedFrame joined = new JoinedFrame();
    private final Frame large = new Frame();
    private final Frame[] burst = new Frame[BURST];
    private int inBurst;
    private long burstBytes;

    /** Who was handed a frame since the last flush. */
    private @Nullable FrameSink toFlush;

    FromHost(GuestMemory memory, Terms terms, AdapterCounters counters) {
        this.memory = memory;
        this.terms = terms;
        this.counters = counters;
        Arrays.setAll(burst, _ -> new Frame());
    }

    /** Checks an announcement, all its ranges included; whether it is about frames. */
    boolean areFrames(PacketDescriptor announcement) {
        boolean isRndis = announcement.payloadLength() >= NvspRndis.USED_BYTES
                && i32(announcement.memory(), announcement.payloadAt()) == NvspRndis.TYPE;
        if (!isRndis) throw new GuestFault("transfer pages without RNDIS");
        if (announcement.setId() != Terms.RECEIVE_ID) throw new GuestFault("transfer pages of no buffer of ours");
        int ranges = announcement.rangeCount();
        for (int range = 0; range < ranges; range++) {
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
            long length = announcement.rangeLength(range);
            if (length > terms.suballocationBytes() || range >= terms.suballocations()) {
                throw new GuestFault("control messages longer than what they are put in");
            }
            MemorySegment copy = MemorySegment.ofArray(new byte[(int) length]);
            memory.read(terms.receiveGpa() + announcement.rangeOffset(range), copy, 0, length);
            messages.add(RndisMessage.read(copy));
        }
        return messages;
    }

    /** Hands on the frames of a checked announcement; without receiver they are dropped. */
    void deliver(PacketDescriptor announcement, @Nullable FrameSink receiver, int mtu) {
        int ranges = announcement.rangeCount();
        if (receiver == null) {
            counters.countDroppedReceiving(ranges);
            return;
        }
        toFlush = receiver;
        int dropped = 0;
        for (int range = 0; range < ranges; range++) {
            long gpa = terms.receiveGpa() + announcement.rangeOffset(range);
            if (!take(gpa, announcement.rangeLength(range), receiver, mtu)) dropped++;
        }
        handOn(receiver);
        // The parts of a frame come in one packet.
        if (joined.abandon()) dropped++;
        if (dropped > 0) counters.countDroppedReceiving(dropped);
    }

    private boolean take(long gpa, long length, FrameSink receiver, int mtu) {
        if (!readHead(gpa, length)) return false;
        PacketInfo info = packet.info();
        if (info.hasPacketId() && terms.takesJoined() && JoinedFrame.isPart(info.packetId())) {
            return join(gpa, receiver, mtu);
        }
        int bytes = packet.dataBytes();
        if (bytes < Frame.HEADER_BYTES || bytes > mtu) return false;
        long at = gpa + packet.dataAt();
        MemorySegment in = memory.segment();
        long work = ReceivedWork.of(info, in, at, bytes);
        if (inBurst == BURST) handOn(receiver);
        burst[inBurst++].lend(in, at, bytes, packet.tag(), work);
        burstBytes += bytes;
        return true;
    }

    private boolean readHead(long gpa, long length) {
        long copied = Math.min(length, USUAL_HEAD_BYTES);
        memory.read(gpa, head, 0, copied);
        if (packet.readPart(head, 0, copied, length)) return true;
        if (copied == length) return false;
        // Perhaps there is more beside the frame than usual: all of it once more, and only that copy counts.
        copied = Math.min(length, HEAD_BYTES);
        memory.read(gpa, head, 0, copied);
        return packet.readPart(head, 0, copied, length);
    }

    private boolean join(long gpa, FrameSink receiver, int mtu) {
        boolean isGood = joined.add(
                packet.info().packetId(),
                memory.segment(),
                gpa + packet.dataAt(),
                packet.dataBytes(),
                packet.info().tag());
        if (!isGood || !joined.isWhole()) return isGood;
        // In the order they came: those before it go first.
        handOn(receiver);
        return handOnJoined(receiver, mtu);
    }

    private boolean handOnJoined(FrameSink receiver, int mtu) {
        int length = joined.length();
        joined.abandon();
        if (length < Frame.HEADER_BYTES) return false;
        long work = ReceivedWork.ofJoined(joined.bytes(), 0, length, mtu);
        // What is longer than a wire takes and no TCP is no frame at all.
        if (length > mtu && work == Unfinished.NOTHING) return false;
        counters.countReceived(1, length);
        counters.countJoined(length);
        receiver.accept(large.lend(joined.bytes(), 0, length, joined.tag(), work));
        return true;
    }

    private void handOn(FrameSink receiver) {
        if (inBurst == 0) return;
        counters.countReceived(inBurst, burstBytes);
        int count = inBurst;
        inBurst = 0;
        burstBytes = 0;
        receiver.acceptAll(burst, count);
    }

    /** The end of a burst: has the receiver see what it was handed. */
    void flush() {
        FrameSink receiver = toFlush;
        if (receiver == null) return;
        toFlush = null;
        receiver.flush();
    }
}
