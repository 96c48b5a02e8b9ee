package viridian.synthetic.guest;

import static viridian.partitions.GuestMemory.PAGE_BYTES;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import viridian.offload.task.FinishingCounters;
import viridian.offload.task.FrameFinisher;
import viridian.partitions.GuestFault;
import viridian.partitions.vmbus.VmbusChannel;
import viridian.synthetic.AdapterCounters;
import viridian.synthetic.nvsp.NvspMessage;
import viridian.synthetic.nvsp.NvspRndis;
import viridian.synthetic.nvsp.NvspStatus;
import viridian.synthetic.nvsp.RndisCompletions;
import viridian.synthetic.rndis.PacketInfo;
import viridian.synthetic.rndis.RndisMessage;
import viridian.synthetic.rndis.RndisPacket;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameSink;
import viridian.vswitch.frame.Unfinished;

/**
 * Everything that goes into one channel's ring to the host once the buffers are agreed on: frames, several in one send
 * section; completions of what was received; control messages. What finds no room waits here and goes out before anything
 * newer.
 *
 * <p>Each method holds the lock of this object, for frames may come from any thread of the guest, and none calls out of
 * the driver.
 */
final class ToHost {

    /** Where in the page for control messages the last one is put: the one before may still be read. */
    private static final int FAREWELL_AT = PAGE_BYTES / 2;

    /** Messages in one section begin at multiples of 8; the padding counts as part of the message before. */
    private static final int ALIGNMENT = 8;

    private final VmbusChannel channel;
    private final MemorySegment memory;
    private final Terms terms;
    private final boolean takesTags;
    private final AdapterCounters counters;
    private final RndisCompletions completions;
    private final MemorySegment message;
    private final PacketInfo info = new PacketInfo();
    private final long[] stretch = new long[2];

    private SendSlots sections;
    private SendSlots large = SendSlots.none();
    private SendSlots sends = SendSlots.none();
    private SendOffloads offloads = SendOffloads.NONE;
    private FrameFinisher finisher;

    private int mtu;
    private int maxMessages = 1;

    /** What is finished here goes the same way as what came finished. */
    private final FrameSink afterFinishing = new FrameSink() {
        @Override
        public boolean accept(Frame frame) {
            return put(frame);
        }

        @Override
        public void flush() {}
    };

    /** The section being filled, with what is in it so far. */
    private int open = SendSlots.NONE;

    private int openBytes;
    private int openMessages;

    /** Taken since the last flush: counted for all of a burst at once. */
    private int uncountedFrames;

    private long uncountedBytes;

    /** Length of a control message that waits for room; there is one at a time. */
    private int waitingControl;

    private Runnable whenEmpty = () -> {};
    private boolean mustTellWhenEmpty;
    private boolean isEnded;

    ToHost(VmbusChannel channel, Terms terms, SendSlots sections, AdapterCounters counters) {
        this.channel = channel;
        this.terms = terms;
        this.sections = sections;
        this.counters = counters;
        takesTags = terms.takesTags();
        mtu = terms.mtu();
        memory = channel.memory().segment();
        message = MemorySegment.ofArray(new byte[terms.version().messageBytes()]);
        completions = new RndisCompletions(channel, terms.suballocations());
        finisher = new FrameFinisher(mtu, new FinishingCounters());
    }

    /** Whole pages for a frame so long and what stands ahead of it, so that the host touches as few as possible. */
    static int pages(int frameBytes) {
        int bytes = RndisPacket.HEAD_BYTES + PacketInfo.MAX_BYTES + frameBytes + ALIGNMENT - 1;
        return (bytes + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
    }

    /** The host takes so many frames in one packet. */
    synchronized void packMessages(int limit) {
        maxMessages = Math.max(1, limit);
    }

    /** From now on frames go, of this length at most on a wire, long ones and large sends from memory of their own. */
    synchronized void carry(int mtu, SendSlots sections, SendSlots large, SendSlots sends) {
        this.mtu = mtu;
        this.sections = sections;
        this.large = large;
        this.sends = sends;
        finisher = new FrameFinisher(mtu, new FinishingCounters());
    }

    /** What the host does from now on of what frames leave undone. */
    synchronized void leave(SendOffloads offloads) {
        this.offloads = offloads;
    }

    /**
     * Copies frames into a place the host reads from; it is told by {@link #flush}.
     *
     * @return how many there was room for
     */
    synchronized int acceptAll(Frame[] burst, int count) {
        int taken = 0;
        for (int i = 0; i < count; i++) {
            if (accept(burst[i])) taken++;
        }
        return taken;
    }

    /** As {@link #acceptAll} with one frame. */
    synchronized boolean accept(Frame frame) {
        int length = frame.length();
        if (!take(frame)) {
            counters.countDroppedSending(1);
            return false;
        }
        uncountedFrames++;
        uncountedBytes += length;
        return true;
    }

    private boolean take(Frame frame) {
        if (isEnded || frame.wireLength() > mtu || (frame.vlan() != 0 && !takesTags)) return false;
        if (frame.unfinished() == Unfinished.NOTHING) return put(frame);
        info.clear();
        if (!offloads.describe(frame, info) || !isPlaceFor(frame)) {
            counters.countFinished();
            return finisher.finish(frame, afterFinishing);
        }
        if (takesTags) info.putTag(frame.tag());
        return place(frame, RndisPacket.headBytes(info), Frame.UNTAGGED, true);
    }

    private boolean isPlaceFor(Frame frame) {
        int longest = Math.max(sends.slotBytes(), Math.max(large.slotBytes(), sections.slotBytes()));
        return RndisPacket.HEAD_BYTES + PacketInfo.MAX_BYTES + frame.length() + ALIGNMENT <= longest;
    }

    /** A frame that is as it has to be on a wire. */
    private boolean put(Frame frame) {
        int tag = takesTags ? frame.tag() : Frame.UNTAGGED;
        return place(frame, RndisPacket.headBytes(tag), tag, false);
    }

    private boolean place(Frame frame, int head, int tag, boolean hasInfo) {
        int bytes = head + frame.length() + ALIGNMENT - 1 & -ALIGNMENT;
        if (bytes > sections.slotBytes() || sections.count() == 0) return placeLarge(frame, head, bytes, tag, hasInfo);
        if (!isRoomFor(bytes)) return false;
        write(sections.address(open) + openBytes, frame, head, bytes, tag, hasInfo);
        openBytes += bytes;
        openMessages++;
        return true;
    }

    private boolean isRoomFor(int bytes) {
        if (open != SendSlots.NONE && (openMessages == maxMessages || openBytes + bytes > sections.slotBytes())) {
            drain();
            if (open != SendSlots.NONE) return false;
        }
        if (open == SendSlots.NONE) open = sections.take();
        return open != SendSlots.NONE;
    }

    private boolean placeLarge(Frame frame, int head, int bytes, int tag, boolean hasInfo) {
        boolean isLargeSend = bytes > large.slotBytes() || large.count() == 0;
        SendSlots slots = isLargeSend ? sends : large;
        drain();
        if (open != SendSlots.NONE || completions.areWaiting() || bytes > slots.slotBytes()) return false;
        int slot = slots.take();
        if (slot == SendSlots.NONE) return false;
        write(slots.address(slot), frame, head, bytes, tag, hasInfo);
        long id = Transaction.id(isLargeSend ? Transaction.LARGE_SEND : Transaction.LARGE, slot);
        if (sendPages(NvspRndis.DATA, slots.address(slot), bytes, id)) return true;
        slots.release(slot);
        return false;
    }

    private void write(long gpa, Frame frame, int head, int bytes, int tag, boolean hasInfo) {
        if (hasInfo) RndisPacket.writeHead(memory, gpa, bytes, head, frame.length(), info);
        else RndisPacket.writeHead(memory, gpa, bytes, head, frame.length(), tag);
        frame.copyTo(memory, gpa + head);
        if (hasInfo && info.hasLargeSend()) SendOffloads.prepareLargeSend(memory, gpa + head, frame.unfinished());
    }

    /** Writes what waits as far as there is room, and shows it to the host. */
    synchronized void flush() {
        count();
        if (isEnded) return;
        drain();
        channel.flush();
    }

    private void count() {
        if (uncountedFrames == 0) return;
        counters.countSent(uncountedFrames, uncountedBytes);
        uncountedFrames = 0;
        uncountedBytes = 0;
    }

    /** Tells the host that a received packet was dealt with. */
    synchronized void complete(long id) {
        if (!completions.send(id, NvspStatus.SUCCESS)) throw new GuestFault("more packets than receive buffers");
        counters.countCompletion();
    }

    /** The host has completed a packet of frames; of none that is under way, nothing comes of it. */
    void release(int kind, int index) {
        Runnable told = released(kind, index);
        if (told != null) told.run();
    }

    private synchronized @Nullable Runnable released(int kind, int index) {
        boolean isOurs = switch (kind) {
            case Transaction.SECTION -> index != open && sections.release(index);
            case Transaction.LARGE -> large.release(index);
            case Transaction.LARGE_SEND -> sends.release(index);
            default -> false;
        };
        if (!isOurs) {
            counters.countUnknownCompletion();
            return null;
        }
        if (!mustTellWhenEmpty || !isEmpty()) return null;
        mustTellWhenEmpty = false;
        return whenEmpty;
    }

    private boolean isEmpty() {
        return sections.areAllFree() && large.areAllFree() && sends.areAllFree();
    }

    /**
     * Ends the taking of frames; what was taken still goes.
     *
     * @param then what to do once the host has completed all of it; on the thread that receives the last completion, or at
     *     once
     */
    void stopFrames(Runnable then) {
        if (!stoppedEmpty(then)) return;
        then.run();
    }

    private synchronized boolean stoppedEmpty(Runnable then) {
        mtu = 0;
        drain();
        channel.flush();
        whenEmpty = then;
        mustTellWhenEmpty = !isEmpty();
        return !mustTellWhenEmpty;
    }

    /** Sends an NVSP message whose answer, if it has one, the setup waits for; false if there is no room. */
    synchronized boolean say(NvspMessage said, boolean completionRequested) {
        boolean isSent = !isEnded && send(said, completionRequested);
        channel.flush();
        return isSent;
    }

    /** Sends a control message, now or as soon as there is room. The one before has been answered. */
    synchronized void control(RndisMessage control) {
        if (isEnded) return;
        waitingControl = putControl(terms.controlGpa(), control);
        drain();
        channel.flush();
    }

    private int putControl(long gpa, RndisMessage control) {
        MemorySegment bytes = control.bytes();
        if (bytes.byteSize() > FAREWELL_AT) throw new IllegalArgumentException(control + " is too long");
        MemorySegment.copy(bytes, 0, memory, gpa, bytes.byteSize());
        return (int) bytes.byteSize();
    }

    /**
     * Says farewell: ends RNDIS and takes the buffers back. Nothing is sent after that.
     *
     * @return whether the ring had room for it
     */
    synchronized boolean end(RndisMessage.Halt halt) {
        if (isEnded) return false;
        count();
        isEnded = true;
        long gpa = terms.controlGpa() + FAREWELL_AT;
        boolean isSent =
                sendPages(NvspRndis.CONTROL, gpa, putControl(gpa, halt), Transaction.id(Transaction.CONTROL, 0))
                        && send(new NvspMessage.RevokeReceiveBuffer(Terms.RECEIVE_ID), false)
                        && (!terms.hasSendBuffer() || send(new NvspMessage.RevokeSendBuffer(Terms.SEND_ID), false));
        channel.flush();
        return isSent;
    }

    /** Ends without a word: there is nobody to hear it. */
    synchronized void abandon() {
        count();
        isEnded = true;
    }

    private boolean send(NvspMessage said, boolean completionRequested) {
        int length = terms.version().messageBytes();
        return channel.send(said.bytes(length), 0, length, Transaction.id(Transaction.NVSP, 0), completionRequested);
    }

    /**
     * Writes what waits until something finds no room. Then nothing smaller may slip past it: a packet written makes the
     * host forget the size we wait for.
     */
    private void drain() {
        if (!completions.drain()) return;
        if (waitingControl > 0) sendControl();
        if (waitingControl == 0 && open != SendSlots.NONE) sendSection();
    }

    private void sendControl() {
        long id = Transaction.id(Transaction.CONTROL, 0);
        if (sendPages(NvspRndis.CONTROL, terms.controlGpa(), waitingControl, id)) waitingControl = 0;
    }

    private void sendSection() {
        NvspRndis.write(message, 0, NvspRndis.DATA, open, openBytes);
        long id = Transaction.id(Transaction.SECTION, open);
        if (!channel.send(message, 0, (int) message.byteSize(), id, true)) return;
        open = SendSlots.NONE;
        openBytes = 0;
        openMessages = 0;
    }

    private boolean sendPages(int channelType, long gpa, int length, long id) {
        NvspRndis.write(message, 0, channelType, NvspRndis.NO_SECTION, 0);
        stretch[0] = gpa;
        stretch[1] = length;
        return channel.sendPages(stretch, 1, message, 0, (int) message.byteSize(), id, true);
    }
}
