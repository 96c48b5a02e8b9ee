package viridian.synthetic.host;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import viridian.partitions.GuestFault;
import viridian.partitions.GuestPages;
import viridian.synthetic.nvsp.NvspMessage.SendReceiveBuffer;

/**
 * The guest memory that received frames are put in, divided into suballocations of equal size, and who has each: the host,
 * or the guest until it completes the packet that named it. The suballocations of one packet are a chain, known by its
 * first.
 *
 * <p>All channels of an adapter share it, each at most its fair part. Free suballocations are guarded by the lock of this
 * object; a chain is built and ended under the lock of the one channel it goes by.
 */
final class ReceiveBuffer {

    /** Suballocations kept for control messages, so that a flood of frames cannot silence them: the first ones. */
    static final int CONTROL_SUBALLOCATIONS = 16;

    /** Returned when none is free. */
    static final int NONE = -1;

    /** Room for the RNDIS head ahead of a frame; current hosts put every frame there. */
    static final int FRAME_AT = 256;

    /** The last bytes of a suballocation stay unused: Windows guests read past the end. */
    static final int TAIL_BYTES = 36;

    private static final int END_OF_CHAIN = -1;
    private static final byte NOBODY = -1;

    private final GuestPages pages;
    private final SendReceiveBuffer name;
    private final int suballocationBytes;
    private final int count;

    /** Where the suballocations for control messages end. */
    private final int controlEnd;

    /** By suballocation in a chain: the next one. */
    private final int[] next;
    /** By suballocation that begins a chain the guest has: the channel it went by. */
    private final byte[] holder;

    private final Stack frames;
    private final Stack control;

    /** By channel: suballocations for frames that are not free on its account. */
    private final int[] taken = new int[NetVspSettings.MOST_CHANNELS];

    private int share;

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
        this.holder = new byte[count];
        Arrays.fill(holder, NOBODY);
        int first = (int) Math.min((pages.first() + suballocationBytes - 1) / suballocationBytes, count);
        this.controlEnd = Math.min(count, first + CONTROL_SUBALLOCATIONS);
        this.control = new Stack(first, controlEnd);
        this.frames = new Stack(controlEnd, count);
        this.share = frames.size;
    }

    /** How many frames there is room for beside the control messages. */
    int capacity() {
        return count - controlEnd;
    }

    /** How the guest has named it. */
    SendReceiveBuffer name() {
        return name;
    }

    /** The memory itself. */
    GuestPages pages() {
        return pages;
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

    /** From now on so many channels share what there is. */
    synchronized void share(int channels) {
        share = Math.max(1, capacity() / channels);
    }

    /** Takes suballocations for frames that go by a channel, as many as it may have of those wanted; returns how many. */
    synchronized int takeForFrames(int channel, int[] into, int at, int wanted) {
        int granted = Math.min(Math.min(wanted, frames.size), share - taken[channel]);
        if (granted <= 0) return 0;
        for (int i = 0; i < granted; i++) into[at + i] = frames.pop();
        taken[channel] += granted;
        return granted;
    }

    /** Takes a suballocation for a control message, or {@link #NONE}. */
    synchronized int takeForControl() {
        return control.pop();
    }

    /** How many control messages can still be sent. */
    synchronized int freeForControl() {
        return control.size;
    }

    /** How many frames can still be sent, by all channels together. */
    synchronized int freeForFrames() {
        return frames.size;
    }

    /** Gives back what a channel took and did not send. */
    synchronized void putBack(int channel, int suballocation) {
        if (suballocation < controlEnd) {
            control.push(suballocation);
        } else {
            frames.push(suballocation);
            taken[channel]--;
        }
    }

    /** Begins a chain, which is then known by this suballocation. */
    void beginChain(int suballocation) {
        next[suballocation] = END_OF_CHAIN;
    }

    /** Makes a suballocation the last of a chain. */
    void extendChain(int last, int suballocation) {
        next[last] = suballocation;
        next[suballocation] = END_OF_CHAIN;
    }

    /** From now on a chain is the guest's, until it is completed on this channel. */
    void hand(int channel, int first) {
        holder[first] = (byte) channel;
    }

    /**
     * Takes back a chain from the guest.
     *
     * @param first what the guest says the chain is known by
     * @return false if no such chain went by this channel
     */
    boolean release(int channel, long first) {
        if (first < 0 || first >= count || holder[(int) first] != channel) return false;
        holder[(int) first] = NOBODY;
        putBackChain(channel, (int) first);
        return true;
    }

    /** Gives back a chain that was not handed to the guest. */
    synchronized void putBackChain(int channel, int first) {
        int suballocation = first;
        while (suballocation != END_OF_CHAIN) {
            int following = next[suballocation];
            putBack(channel, suballocation);
            suballocation = following;
        }
    }

    /** Takes back every chain that went by a channel, for it is closed. */
    void reclaim(int channel) {
        for (int i = 0; i < count; i++) release(channel, i);
    }

    /** The chains the guest has of a channel, each by all its suballocations: for who saves them. */
    List<int[]> chains(int channel) {
        return IntStream.range(0, count)
                .filter(i -> holder[i] == channel)
                .mapToObj(this::chain)
                .toList();
    }

    /**
     * Takes suballocations as a chain that was there before; a {@link GuestFault} if they are not free, or of two kinds.
     */
    synchronized void adopt(int channel, int[] chain) {
        for (int i = 0; i < chain.length; i++) {
            boolean isControl = chain[i] < controlEnd;
            if (isControl != chain[0] < controlEnd || !(isControl ? control : frames).remove(chain[i])) {
                throw new GuestFault("suballocation %d is not free".formatted(chain[i]));
            }
            if (!isControl) taken[channel]++;
            if (i == 0) beginChain(chain[i]);
            else extendChain(chain[i - 1], chain[i]);
        }
    }

    private int[] chain(int first) {
        return IntStream.iterate(first, i -> i != END_OF_CHAIN, i -> next[i]).toArray();
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

        boolean remove(int suballocation) {
            for (int i = 0; i < size; i++) {
                if (free[i] != suballocation) continue;
                free[i] = free[--size];
                return true;
            }
            return false;
        }

        void push(int suballocation) {
            free[size++] = suballocation;
        }
    }
}
