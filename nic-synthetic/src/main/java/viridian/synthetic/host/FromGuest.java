package viridian.synthetic.host;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import viridian.partitions.GuestFault;
import viridian.partitions.vmbus.ring.PacketDescriptor;
import viridian.synthetic.AdapterCounters;
import viridian.synthetic.nvsp.NvspRndis;
import viridian.synthetic.rndis.RndisPacket;
import viridian.vswitch.frame.BigEndian;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameSink;
import viridian.vswitch.frame.Unfinished;

/**
 * Takes RNDIS messages out of the guest's memory, and the frames out of those. What the guest says is copied once and
 * judged on the copy; the frames are lent from there. Runs on the processor of its channel.
 */
final class FromGuest {

    /** Messages in one packet, at most: far more than the eight we announce. */
    private static final int MAX_MESSAGES = 64;

    /** Bytes in one packet, at most: our choice, room for a large send and some, and for what others put beside it. */
    private static final int MAX_BYTES = 2 * Frame.LARGEST_SEND;

    private static final int TAG_ETHER_TYPE = 0x8100;
    private static final int TAG_BYTES = 4;
    private static final int ADDRESSES_BYTES = 12;

    private final NetVsp adapter;
    private final MemorySegment copy = Arena.ofAuto().allocate(MAX_BYTES, Long.BYTES);
    private final RndisPacket packet = new RndisPacket();
    private final Frame frame = new Frame();

    /** Since the last flush. */
    private int received;

    private long receivedBytes;
    private int dropped;
    private int copies;
    private long copiedBytes;

    /** Who was handed a frame since the last flush. */
    private @Nullable FrameSink inBurst;

    FromGuest(NetVsp adapter) {
        this.adapter = adapter;
    }

    /**
     * Copies out what a packet announces: the used part of a send section, then the ranges of guest memory.
     *
     * @param sections null if the guest has given no send buffer
     * @return the bytes copied
     * @throws GuestFault if that lies outside the guest's memory or is more than we take
     */
    int gather(PacketDescriptor announcement, @Nullable SendBuffer sections) {
        int inSection = readSection(announcement, sections);
        long direct = announcement.directLength();
        if (direct > copy.byteSize() - inSection) throw new GuestFault("%d bytes in one packet".formatted(direct));
        if (direct > 0) {
            announcement.readDirect(0, copy, inSection, direct);
            copies++;
            copiedBytes += direct;
        }
        return inSection + (int) direct;
    }

    private int readSection(PacketDescriptor announcement, @Nullable SendBuffer sections) {
        int section = NvspRndis.section(announcement.memory(), announcement.payloadAt());
        if (section == NvspRndis.NO_SECTION) return 0;
        if (sections == null) throw new GuestFault("a section without a send buffer");
        int used = NvspRndis.sectionBytes(announcement.memory(), announcement.payloadAt());
        sections.read(section, used, copy);
        copies++;
        copiedBytes += used;
        return used;
    }

    /** What was copied last, as a control message. Lent until the next. */
    MemorySegment control(int length) {
        return copy.asSlice(0, length);
    }

    /**
     * Hands on the frames of what was copied last, until one breaks a rule.
     *
     * @return whether none did
     */
    boolean deliver(int length, Agreement agreed, TaskOffloads offloads) {
        int messages = 0;
        for (int at = 0; at < length; at += packet.bytes()) {
            boolean isGood = ++messages <= MAX_MESSAGES
                    && packet.read(copy, at, length - at, length - at)
                    && (agreed.takesTags() || packet.tag() == Frame.UNTAGGED)
                    && deliver(at + packet.dataAt(), agreed.mtu(), offloads);
            if (!isGood) return false;
        }
        return messages > 0;
    }

    private boolean deliver(int at, int mtu, TaskOffloads offloads) {
        int length = packet.dataBytes();
        if (length > Frame.LARGEST_SEND) return false;
        frame.lend(copy, at, length, packet.tag());
        int shift = 0;
        if (packet.tag() == Frame.UNTAGGED && frame.etherType() == TAG_ETHER_TYPE) shift = takeTagOut(at, length);
        long work = SendWork.of(packet.info(), frame, shift, offloads);
        if (work == SendWork.REFUSED) return false;
        if (work == SendWork.UNWANTED) {
            dropped++;
            return true;
        }
        if (work != Unfinished.NOTHING) frame.lend(copy, at + shift, frame.length(), frame.tag(), work);
        hand(mtu);
        return true;
    }

    private void hand(int mtu) {
        FrameSink receiver = adapter.receiver();
        if (receiver == null || frame.wireLength() > mtu) {
            dropped++;
            return;
        }
        received++;
        receivedBytes += frame.length();
        inBurst = receiver;
        receiver.accept(frame);
    }

    /**
     * A guest may write its tag into the frame; beyond this point a tag travels beside it.
     *
     * @return bytes the frame has become shorter by
     */
    private int takeTagOut(int at, int length) {
        if (length < Frame.HEADER_BYTES + TAG_BYTES) return 0;
        int tag = BigEndian.u16(copy, at + ADDRESSES_BYTES + 2);
        MemorySegment.copy(copy, at, copy, at + TAG_BYTES, ADDRESSES_BYTES);
        frame.lend(copy, at + TAG_BYTES, length - TAG_BYTES, tag);
        return TAG_BYTES;
    }

    /** The end of a burst: has the receiver see what it was handed. */
    void flush() {
        if (copies > 0) count();
        FrameSink receiver = inBurst;
        if (receiver == null) return;
        inBurst = null;
        receiver.flush();
    }

    private void count() {
        AdapterCounters counters = adapter.counters();
        counters.countReceived(received, receivedBytes);
        counters.countCopies(copies, copiedBytes);
        if (dropped > 0) counters.countDroppedReceiving(dropped);
        received = 0;
        receivedBytes = 0;
        dropped = 0;
        copies = 0;
        copiedBytes = 0;
    }
}
