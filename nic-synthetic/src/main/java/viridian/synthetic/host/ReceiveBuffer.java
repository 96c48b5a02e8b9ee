package viridian.synthetic.host;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import viridian.partitions.GuestPages;
import viridian.synthetic.nvsp.NvspMessage.SendReceiveBuffer;
import viridian.synthetic.rndis.RndisPacket;
import viridian.vswitch.frame.Frame;

/**
 * The guest memory that received frames are put in, divided into suballocations of equal size, and who has each: the host,
 * or the guest until it completes the packet that named it. The suballocations of one packet are a chain, known by its
 * first.
 *
 * <p>Guarded by its owner.
 */
final class ReceiveBuffer {

    /** Suballocations kept for control messages, so that a flood of frames cannot silence them: the first ones. */
    static final int CONTROL_SUBALLOCATIONS = 16;

    /** Returned when none is free. */
    static final int NONE = -1;

    /** Room for the RNDIS head ahead of a frame; current hosts put every frame there. */
    private static final int FRAME_AT = 256;

    /** The last bytes of a suballocation stay unused: Windows guests read past the end. */
    private static final int TAIL_BYTES = 36;

    private static final int END_OF_CHAIN = -1;
    private static final int NOT_WITH_GUEST = -2;

    private final GuestPages pages;
    private final SendReceiveBuffer name;
    private final int suballocationBytes;
    private final int count;

    /** The first suballocation that the guest lets us write to. */
    private final int first;

    /** Where the suballocations for control messages end. */
    private final int controlEnd;

    /** By suballocation that begins a chain: the next one. */
    private final int[] next;
    /** By suballocation: whether it begins a chain the guest has. */
    private final boolean[] isHead;

    private final Stack frames;
    private final Stack control;
    private final MemorySegment head = MemorySegment.ofArray(new byte[RndisPacket.HEAD_BYTES + RndisPacket.TAG_BYTES]);

    /**
     * Divides memory.
     *
     * @param name how the guest has named it; its id is the transfer page set of every packet that names its parts
     * @param mtu the longest frame, Ethernet header included
     */
    ReceiveBuffer(GuestPages pages, SendReceiveBuffer name, int mtu) {
        this.pages = pages;
        this.name = name;
        this.suballocationBytes = FRAME_AT + mtu + TAIL_BYTES;
        this.count = (int) Math.min(pages.length() / suballocationBytes, Integer.MAX_VALUE);
        this.next = new int[count];
        this.isHead = new boolean[count];
        Arrays.fill(next, NOT_WITH_GUEST);
        this.first = (int) Math.min((pages.first() + suballocationBytes - 1) / suballocationBytes, count);
        this.controlEnd = Math.min(count, first + CONTROL_SUBALLOCATIONS);
        this.control = new Stack(first, controlEnd);
        this.frames = new Stack(controlEnd, count);
    }

    /** Whether there is room for frames at all beside the control messages. */
    boolean isLargeEnough() {
        return count > controlEnd;
    }

    /** How the guest has named it. */
    SendReceiveBuffer name() {
        return name;
    }

    int suballocationBytes() {
        return suballocationBytes;
    }

    int count() {
        return count;
    }

    /** Where the last suballocation ends, in bytes from the start of the buffer. */
    int endOffset() {
        return count * suballocationBytes;
    }

    /** Where a suballocation begins. */
    int offset(int suballocation) {
        return suballocation * suballocationBytes;
    }

    /** Takes a suballocation for a frame, or {@link #NONE}. */
    int takeForFrame() {
        return frames.pop();
    }

    /** Takes a suballocation for a control message, or {@link #NONE}. */
    int takeForControl() {
        return control.pop();
    }

    /** How many control messages can still be sent. */
    int freeForControl() {
        return control.size;
    }

    /** Gives back what was taken and not sent. */
    void putBack(int suballocation) {
        next[suballocation] = NOT_WITH_GUEST;
        isHead[suballocation] = false;
        (suballocation < controlEnd ? control : frames).push(suballocation);
    }

    /** Puts a frame in its envelope into a suballocation; returns the bytes used. */
    int writeFrame(int suballocation, Frame frame, int tag) {
        int bytes = FRAME_AT + frame.length();
        RndisPacket.writeHead(head, 0, bytes, FRAME_AT, frame.length(), tag);
        long at = offset(suballocation);
        pages.write(at, head, 0, RndisPacket.headBytes(tag));
        pages.write(at + FRAME_AT, frame.memory(), frame.offset(), frame.length());
        return bytes;
    }

    /** Puts a control message into a suballocation; returns the bytes used. */
    int writeControl(int suballocation, MemorySegment message) {
        int bytes = Math.toIntExact(message.byteSize());
        if (bytes > suballocationBytes - TAIL_BYTES) throw new IllegalArgumentException("no room for " + bytes);
        pages.write(offset(suballocation), message, 0, bytes);
        return bytes;
    }

    /** Begins a chain, which is then known by this suballocation. */
    void beginChain(int suballocation) {
        isHead[suballocation] = true;
        next[suballocation] = END_OF_CHAIN;
    }

    /** Makes a suballocation the last of a chain. */
    void extendChain(int last, int suballocation) {
        next[last] = suballocation;
        next[suballocation] = END_OF_CHAIN;
    }

    /**
     * Takes back a chain from the guest.
     *
     * @param first what the guest says the chain is known by
     * @return false if it has no such chain
     */
    boolean release(long first) {
        if (first < 0 || first >= count || !isHead[(int) first]) return false;
        int suballocation = (int) first;
        while (suballocation != END_OF_CHAIN) {
            int following = next[suballocation];
            putBack(suballocation);
            suballocation = following;
        }
        return true;
    }

    /** Free suballocations; the one used last is used first, its memory being warm. */
    private static final class Stack {

        private final int[] free;
        private int size;

        Stack(int from, int to) {
            free = new int[to - from];
            while (size < free.length) push(to - 1 - size);
        }

        int pop() {
            return size == 0 ? NONE : free[--size];
        }

        void push(int suballocation) {
            free[size++] = suballocation;
        }
    }
}
