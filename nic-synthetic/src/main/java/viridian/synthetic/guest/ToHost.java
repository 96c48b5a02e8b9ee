package viridian.synthetic.guest;

import static viridian.partitions.GuestMemory.PAGE_BYTES;

import java.lang.foreign.MemorySegment;
import viridian.partitions.GuestFault;
import viridian.partitions.vmbus.VmbusChannel;
import viridian.synthetic.nvsp.NvspMessage;
import viridian.synthetic.nvsp.NvspRndis;
import viridian.synthetic.nvsp.NvspStatus;
import viridian.synthetic.nvsp.RndisCompletions;
import viridian.synthetic.rndis.RndisMessage;
import viridian.synthetic.rndis.RndisPacket;
import viridian.vswitch.frame.Frame;

/**
 * Everything that goes into the host's ring once the buffers are agreed on: frames, several in one send section;
 * completions of what was received; control messages. What finds no room waits here and goes out before anything newer.
 *
 * <p>Each method holds the lock of this object, for frames may come from any thread of the guest, and none calls out of
 * the driver.
 */
final class ToHost {

    /** Where in the page for control messages the last one is put: the one before may still be read. */
    private static final int FAREWELL_AT = PAGE_BYTES / 2;

    private final VmbusChannel channel;
    private final MemorySegment memory;
    private final Terms terms;
    private final SendSlots sections;
    private final SendSlots large;
    private final RndisCompletions completions;
    private final MemorySegment message = MemorySegment.ofArray(new byte[NvspMessage.BYTES]);
    private final long[] stretch = new long[2];

    private int maxMessages = 1;

    /** The section being filled, with what is in it so far. */
    private int open = SendSlots.NONE;

    private int openBytes;
    private int openMessages;

    /** Length of a control message that waits for room; there is one at a time. */
    private int waitingControl;

    private boolean isEnded;

    ToHost(VmbusChannel channel, Terms terms) {
        this.channel = channel;
        this.terms = terms;
        memory = channel.memory().segment();
        sections = terms.sections();
        large = terms.large();
        completions = new RndisCompletions(channel, terms.suballocations());
    }

    /** The host takes so many frames in one packet. */
    synchronized void packMessages(int limit) {
        maxMessages = Math.max(1, limit);
    }

    /**
     * Copies a frame into a place the host reads from; it is told by {@link #flush}.
     *
     * @return false if there is no room
     */
    synchronized boolean accept(Frame frame, int tag) {
        if (isEnded) return false;
        int head = RndisPacket.headBytes(tag);
        // Messages in one section begin at multiples of 8; the padding counts as part of the message before.
        int bytes = head + frame.length() + 7 & ~7;
        if (bytes > sections.slotBytes()) return acceptLarge(frame, tag, head, bytes);
        if (!isRoomFor(bytes)) return false;
        write(sections.address(open) + openBytes, frame, tag, head, bytes);
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

    private boolean acceptLarge(Frame frame, int tag, int head, int bytes) {
        drain();
        if (open != SendSlots.NONE || completions.areWaiting() || bytes > large.slotBytes()) return false;
        int slot = large.take();
        if (slot == SendSlots.NONE) return false;
        write(large.address(slot), frame, tag, head, bytes);
        if (sendPages(NvspRndis.DATA, large.address(slot), bytes, Transaction.id(Transaction.LARGE, slot))) return true;
        large.release(slot);
        return false;
    }

    private void write(long gpa, Frame frame, int tag, int head, int bytes) {
        RndisPacket.writeHead(memory, gpa, bytes, head, frame.length(), tag);
        frame.copyTo(memory, gpa + head);
    }

    /** Writes what waits as far as there is room, and shows it to the host. */
    synchronized void flush() {
        if (isEnded) return;
        drain();
        channel.flush();
    }

    /** Tells the host that a received packet was dealt with. */
    synchronized void complete(long id) {
        if (!completions.send(id, NvspStatus.SUCCESS)) throw new GuestFault("more packets than receive buffers");
    }

    /** The host has completed a packet of frames. */
    synchronized void release(int kind, int index) {
        SendSlots slots = kind == Transaction.LARGE ? large : sections;
        if (index == open || !slots.release(index)) throw new GuestFault("a completion of nothing");
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
        isEnded = true;
        long gpa = terms.controlGpa() + FAREWELL_AT;
        boolean isSent =
                sendPages(NvspRndis.CONTROL, gpa, putControl(gpa, halt), Transaction.id(Transaction.CONTROL, 0))
                        && send(new NvspMessage.RevokeReceiveBuffer(Terms.RECEIVE_ID))
                        && send(new NvspMessage.RevokeSendBuffer(Terms.SEND_ID));
        channel.flush();
        return isSent;
    }

    /** Ends without a word: there is nobody to hear it. */
    synchronized void abandon() {
        isEnded = true;
    }

    private boolean send(NvspMessage farewell) {
        return channel.send(farewell.bytes(), 0, NvspMessage.BYTES, Transaction.id(Transaction.NVSP, 0), false);
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
        if (!channel.send(message, 0, NvspMessage.BYTES, id, true)) return;
        open = SendSlots.NONE;
        openBytes = 0;
        openMessages = 0;
    }

    private boolean sendPages(int channelType, long gpa, int length, long id) {
        NvspRndis.write(message, 0, channelType, NvspRndis.NO_SECTION, 0);
        stretch[0] = gpa;
        stretch[1] = length;
        return channel.sendPages(stretch, 1, message, 0, NvspMessage.BYTES, id, true);
    }
}
