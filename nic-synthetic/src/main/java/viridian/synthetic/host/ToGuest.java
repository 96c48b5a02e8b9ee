package viridian.synthetic.host;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import viridian.partitions.GuestFault;
import viridian.partitions.vmbus.VmbusChannel;
import viridian.synthetic.AdapterCounters;
import viridian.synthetic.nvsp.NvspMessage;
import viridian.synthetic.nvsp.NvspRndis;
import viridian.synthetic.nvsp.RndisCompletions;
import viridian.synthetic.rndis.RndisMessage;
import viridian.vswitch.frame.Frame;

/**
 * Everything that goes into the guest's ring: frames, by batches of one packet; completions of what the guest sent;
 * control messages. What finds no room waits here, bounded, and goes out before anything newer of its kind.
 *
 * <p>Frames come from whichever thread carries them through the switch, the rest from the root's processor: each method
 * holds the lock of this object, and none calls out of the adapter.
 */
final class ToGuest {

    /** Frames in one packet, at most: what every generation of guests takes. */
    private static final int BATCH_FRAMES = 64;

    /** Completions that may wait; whoever reads the guest's ring stops while any do. */
    static final int WAITING_COMPLETIONS = 64;

    private final VmbusChannel channel;
    private final AdapterCounters counters;
    private final MemorySegment message = MemorySegment.ofArray(new byte[NvspMessage.BYTES]);

    private final RndisCompletions completions;

    private @Nullable ReceiveBuffer buffer;
    private boolean isRevoked;
    private boolean isEnded;

    private final int[] offsets = new int[BATCH_FRAMES];
    private final int[] lengths = new int[BATCH_FRAMES];
    private int batchFrames;
    private int batchFirst;
    private int batchLast;

    private final int[] controls = new int[ReceiveBuffer.CONTROL_SUBALLOCATIONS];
    private final int[] controlLengths = new int[ReceiveBuffer.CONTROL_SUBALLOCATIONS];
    private int waitingControls;

    private final int[] oneOffset = new int[1];
    private final int[] oneLength = new int[1];

    ToGuest(VmbusChannel channel, AdapterCounters counters) {
        this.channel = channel;
        this.completions = new RndisCompletions(channel, WAITING_COMPLETIONS);
        this.counters = counters;
    }

    /** Begins to use the memory the guest has given for what it receives. */
    synchronized void use(ReceiveBuffer buffer) {
        this.buffer = buffer;
    }

    /** Ends the use of that memory; frames not yet in the ring are lost. Returns what was used, null if nothing. */
    synchronized @Nullable ReceiveBuffer revoke() {
        ReceiveBuffer used = buffer;
        counters.countDroppedSending(batchFrames);
        batchFrames = 0;
        waitingControls = 0;
        buffer = null;
        isRevoked = used != null;
        return used;
    }

    /** Ends all: from now on neither ring nor memory is touched. */
    synchronized void end() {
        revoke();
        isEnded = true;
    }

    /**
     * Copies a frame into the guest's memory; it is seen there after {@link #flush}.
     *
     * @return false if there is no room
     */
    synchronized boolean accept(Frame frame, int tag) {
        ReceiveBuffer buffer = this.buffer;
        if (buffer == null) return false;
        if (batchFrames == BATCH_FRAMES) drain();
        if (batchFrames == BATCH_FRAMES) return false;
        int suballocation = buffer.takeForFrame();
        if (suballocation == ReceiveBuffer.NONE) return false;
        offsets[batchFrames] = buffer.offset(suballocation);
        lengths[batchFrames] = buffer.writeFrame(suballocation, frame, tag);
        chain(buffer, suballocation);
        batchFrames++;
        return true;
    }

    private void chain(ReceiveBuffer buffer, int suballocation) {
        if (batchFrames == 0) {
            batchFirst = suballocation;
            buffer.beginChain(suballocation);
        } else {
            buffer.extendChain(batchLast, suballocation);
        }
        batchLast = suballocation;
    }

    /** Writes what waits as far as there is room, and shows it to the guest. */
    synchronized void flush() {
        if (isEnded) return;
        drain();
        channel.flush();
    }

    /** Answers a packet of RNDIS messages. */
    synchronized void completeRndis(long id, int status) {
        if (!completions.send(id, status)) throw new GuestFault("nobody reads the completions");
    }

    /** Answers any other packet, with a message or with nothing. */
    synchronized void complete(long id, @Nullable NvspMessage answer) {
        MemorySegment bytes = answer == null ? message : answer.bytes();
        int length = answer == null ? 0 : NvspMessage.BYTES;
        if (!channel.complete(id, bytes, 0, length)) throw new GuestFault("nobody reads the answers");
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
        if (buffer == null) return;
        send(buffer, answer);
    }

    /** Sends what was not asked for, leaving room for answers; false if that is not possible now. */
    synchronized boolean indicate(RndisMessage indication) {
        if (buffer == null || buffer.freeForControl() <= RndisControl.MAX_ANSWERS) return false;
        send(buffer, indication);
        return true;
    }

    /** Takes back the memory of a packet the guest has completed; false if it had no such packet. */
    synchronized boolean release(long id) {
        // A guest that has revoked its buffer may still be completing what it was sent before.
        return buffer == null ? isRevoked : buffer.release(id);
    }

    private void send(ReceiveBuffer buffer, RndisMessage control) {
        int suballocation = buffer.takeForControl();
        buffer.beginChain(suballocation);
        controls[waitingControls] = suballocation;
        controlLengths[waitingControls++] = buffer.writeControl(suballocation, control.bytes());
        drain();
    }

    /**
     * Writes what waits until something finds no room. Then nothing smaller may slip past it: a packet written makes the
     * guest forget the size we wait for.
     */
    private void drain() {
        ReceiveBuffer buffer = this.buffer;
        if (!completions.drain() || buffer == null) return;
        drainControls(buffer);
        if (waitingControls == 0 && batchFrames > 0) writeBatch(buffer);
    }

    private void drainControls(ReceiveBuffer buffer) {
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

    private void writeBatch(ReceiveBuffer buffer) {
        if (write(buffer, NvspRndis.DATA, batchFirst, offsets, lengths, batchFrames)) batchFrames = 0;
    }

    private boolean write(ReceiveBuffer buffer, int channelType, long id, int[] offsets, int[] lengths, int ranges) {
        NvspRndis.write(message, 0, channelType, NvspRndis.NO_SECTION, 0);
        return channel.sendTransferPages(
                buffer.name().id(), offsets, lengths, ranges, message, 0, NvspMessage.BYTES, id, true);
    }
}
