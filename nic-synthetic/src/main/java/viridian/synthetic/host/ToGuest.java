package viridian.synthetic.host;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;
import viridian.partitions.GuestFault;
import viridian.partitions.vmbus.VmbusChannel;
import viridian.synthetic.AdapterCounters;
import viridian.synthetic.host.SavedAdapter.SavedQueue;
import viridian.synthetic.nvsp.NvspMessage;
import viridian.synthetic.nvsp.NvspRndis;
import viridian.synthetic.nvsp.RndisCompletions;
import viridian.synthetic.rndis.RndisMessage;
import viridian.vswitch.frame.Frame;

/**
 * Everything that goes into one ring of the guest's: frames, by batches of one packet; completions of what the guest sent;
 * on the first channel control messages. What finds no room waits here, bounded, and goes out before anything newer of its
 * kind.
 *
 * <p>Frames come from whichever thread carries them through the switch, the rest from the root's processor: each method
 * holds the lock of this object, and none calls out of the adapter.
 */
final class ToGuest {

    /** Completions that may wait; whoever reads the guest's ring stops while any do. */
    static final int WAITING_COMPLETIONS = 64;

    private final VmbusChannel channel;
    private final int index;
    private final AdapterCounters counters;
    private final MemorySegment message = Arena.ofAuto().allocate(NvspMessage.LONG_BYTES, Long.BYTES);

    private final RndisCompletions completions;

    private int messageBytes = NvspMessage.BYTES;
    private @Nullable ReceiveBuffer buffer;
    private @Nullable FrameBatch batch;
    private boolean isRevoked;
    private boolean isParked;
    private boolean isEnded;

    /** Since it was saved: what came now would be lost with what was saved before. */
    private volatile boolean isFrozen;

    /** Whether there may be something to flush; read without the lock by whoever brought a frame. */
    private volatile boolean hasNews;

    private final int[] controls = new int[ReceiveBuffer.CONTROL_SUBALLOCATIONS];
    private final int[] controlLengths = new int[ReceiveBuffer.CONTROL_SUBALLOCATIONS];
    private int waitingControls;

    private final int[] oneOffset = new int[1];
    private final int[] oneLength = new int[1];

    ToGuest(VmbusChannel channel, int index, AdapterCounters counters) {
        this.channel = channel;
        this.index = index;
        this.completions = new RndisCompletions(channel, WAITING_COMPLETIONS);
        this.counters = counters;
    }

    /** Begins to use the memory the guest has given for what it receives. */
    synchronized void use(ReceiveBuffer buffer, Agreement agreed, TaskOffloads offloads) {
        this.buffer = buffer;
        messageBytes = agreed.messageBytes();
        batch = new FrameBatch(new Suballocations(buffer, index), index, agreed, offloads, ringRanges());
    }

    /** Ranges in one packet that may take half the ring, at most: one page of ring is enough for some guests. */
    private int ringRanges() {
        return Math.max(1, channel.free() / 2 / Long.BYTES);
    }

    /** What the guest has and what it is still owed; frames that wait are lost. Until {@link #thaw} none is taken. */
    synchronized SavedQueue save() {
        isFrozen = true;
        if (batch != null) batch.abandon(counters);
        long[] waiting = new long[2 * waitingControls];
        for (int i = 0; i < waitingControls; i++) {
            waiting[2 * i] = controls[i];
            waiting[2 * i + 1] = controlLengths[i];
        }
        return new SavedQueue(buffer == null ? List.of() : buffer.chains(index), completions.save(), waiting);
    }

    /** Frames are taken again. */
    void thaw() {
        if (isFrozen) isFrozen = false;
    }

    /** Goes on as saved, in the memory {@link #use} was told of; a {@link GuestFault} if that cannot have been. */
    synchronized void restore(SavedQueue saved) {
        ReceiveBuffer buffer = this.buffer;
        boolean isPaired = saved.completions().length % 2 == 0 && saved.controls().length % 2 == 0;
        if (!isPaired || (buffer == null && !saved.chains().isEmpty())) throw new GuestFault("half of a saved channel");
        for (int[] chain : saved.chains()) {
            if (buffer == null || chain.length == 0) throw new GuestFault("a saved packet of nothing");
            buffer.adopt(index, chain);
            buffer.hand(index, chain[0]);
        }
        for (int i = 0; i < saved.completions().length; i += 2) {
            completeRndis(saved.completions()[i], (int) saved.completions()[i + 1]);
        }
        for (int i = 0; i < saved.controls().length; i += 2) {
            restoreControl(saved.controls()[i], saved.controls()[i + 1]);
        }
        hasNews = true;
    }

    private void restoreControl(long suballocation, long length) {
        ReceiveBuffer buffer = this.buffer;
        boolean isSound = buffer != null
                && index == 0
                && suballocation == (int) suballocation
                && length > 0
                && length <= buffer.suballocationBytes();
        if (buffer == null || !isSound) throw new GuestFault("a saved message that lies nowhere");
        buffer.adopt(index, new int[] {(int) suballocation});
        if (waitingControls == controls.length) throw new GuestFault("more saved messages than there can be");
        controls[waitingControls] = (int) suballocation;
        controlLengths[waitingControls++] = (int) length;
    }

    /** Ends the use of that memory; frames not yet in the ring are lost. Returns what was used, null if nothing. */
    synchronized @Nullable ReceiveBuffer revoke() {
        ReceiveBuffer used = buffer;
        FrameBatch last = batch;
        if (last != null) last.abandon(counters);
        waitingControls = 0;
        buffer = null;
        batch = null;
        isRevoked = used != null;
        return used;
    }

    /** Ends all: from now on neither ring nor memory is touched. What the guest still has of it is taken back. */
    synchronized void end() {
        ReceiveBuffer used = revoke();
        if (used != null) used.reclaim(index);
        isEnded = true;
    }

    /** Holds frames back, those that wait already too, or lets them go again. */
    synchronized void park(boolean isParked) {
        this.isParked = isParked;
        hasNews = true;
    }

    /**
     * Copies a frame into the guest's memory; it is seen there after {@link #flush}.
     *
     * @param tag as the guest is to see it
     * @param hashed of the frame's flow, see {@link viridian.synthetic.rss.FlowHash}
     * @return false if there is no room
     */
    synchronized boolean accept(Frame frame, int tag, long hashed) {
        FrameBatch batch = this.batch;
        if (batch == null || isFrozen) return false;
        if (!batch.hasRoomFor(frame)) drain();
        if (!batch.put(frame, tag, hashed)) return false;
        if (!hasNews) hasNews = true;
        return true;
    }

    /** Whether there may be something to {@link #flush}. */
    boolean hasNews() {
        return hasNews;
    }

    /** Writes what waits as far as there is room, and shows it to the guest. */
    synchronized void flush() {
        if (isEnded) return;
        hasNews = false;
        drain();
        channel.flush();
    }

    /** Answers a packet of RNDIS messages. */
    synchronized void completeRndis(long id, int status) {
        if (!completions.send(id, status)) throw new GuestFault("nobody reads the completions");
    }

    /** Answers any other packet, with a message of so many bytes or with nothing. */
    synchronized void complete(long id, @Nullable NvspMessage answer, int messageBytes) {
        MemorySegment bytes = answer == null ? message : answer.bytes(messageBytes);
        int length = answer == null ? 0 : (int) bytes.byteSize();
        if (!channel.complete(id, bytes, 0, length)) throw new GuestFault("nobody reads the answers");
    }

    /** Says something nobody asked for and nobody answers; false if there is no room now. */
    synchronized boolean say(NvspMessage news) {
        if (isEnded || completions.areWaiting()) return false;
        MemorySegment bytes = news.bytes(messageBytes);
        return channel.send(bytes, 0, (int) bytes.byteSize(), 0, false);
    }

    /** Whether completions wait for room: then nothing more is to be read from the guest. */
    synchronized boolean isBlocked() {
        return completions.areWaiting();
    }

    /** Whether the answers to a request can be sent. */
    synchronized boolean hasRoomForAnswers() {
        return buffer != null && buffer.freeForControl() >= RndisControl.MAX_ANSWERS;
    }

    /** Sends an answer there is room for. */
    synchronized void answer(RndisMessage answer) {
        if (batch != null) send(batch.memory(), answer);
    }

    /** Sends what was not asked for, leaving room for answers; false if that is not possible now. */
    synchronized boolean indicate(RndisMessage indication) {
        if (buffer == null || batch == null || buffer.freeForControl() <= RndisControl.MAX_ANSWERS) return false;
        send(batch.memory(), indication);
        return true;
    }

    /** Takes back the memory of a packet the guest has completed; false if it had no such packet. */
    synchronized boolean release(long id) {
        // A guest that has revoked its buffer may still be completing what it was sent before.
        return buffer == null ? isRevoked : buffer.release(index, id);
    }

    private void send(Suballocations memory, RndisMessage control) {
        int suballocation = memory.buffer().takeForControl();
        memory.buffer().beginChain(suballocation);
        controls[waitingControls] = suballocation;
        controlLengths[waitingControls++] = memory.writeControl(suballocation, control.bytes());
        drain();
    }

    /**
     * Writes what waits until something finds no room. Then nothing smaller may slip past it: a packet written makes the
     * guest forget the size we wait for.
     */
    private void drain() {
        ReceiveBuffer buffer = this.buffer;
        FrameBatch batch = this.batch;
        if (!completions.drain() || buffer == null || batch == null) return;
        drainControls(buffer);
        if (waitingControls == 0 && !isParked && !batch.isEmpty()) writeBatch(buffer, batch);
    }

    private void drainControls(ReceiveBuffer buffer) {
        if (waitingControls == 0) return;
        int done = 0;
        while (done < waitingControls && writeControl(buffer, controls[done], controlLengths[done])) done++;
        waitingControls -= done;
        System.arraycopy(controls, done, controls, 0, waitingControls);
        System.arraycopy(controlLengths, done, controlLengths, 0, waitingControls);
    }

    private boolean writeControl(ReceiveBuffer buffer, int suballocation, int length) {
        oneOffset[0] = buffer.offset(suballocation);
        oneLength[0] = length;
        return write(buffer, NvspRndis.CONTROL, suballocation, oneOffset, oneLength, 1);
    }

    private void writeBatch(ReceiveBuffer buffer, FrameBatch batch) {
        boolean isWritten =
                write(buffer, NvspRndis.DATA, batch.first(), batch.offsets(), batch.lengths(), batch.ranges());
        if (isWritten) batch.sent(counters);
    }

    private boolean write(ReceiveBuffer buffer, int channelType, long id, int[] offsets, int[] lengths, int ranges) {
        NvspRndis.write(message, 0, channelType, NvspRndis.NO_SECTION, 0);
        boolean isWritten = channel.sendTransferPages(
                buffer.name().id(), offsets, lengths, ranges, message, 0, messageBytes, id, true);
        if (isWritten) buffer.hand(index, (int) id);
        return isWritten;
    }
}
