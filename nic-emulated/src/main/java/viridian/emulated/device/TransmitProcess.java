package viridian.emulated.device;

import java.lang.foreign.MemorySegment;
import viridian.partitions.BusMemory;
import viridian.vswitch.frame.Frame;

/**
 * The half of the adapter that fetches frames and setup frames from the transmit list (21140A Hardware Reference Manual,
 * section 4.3.5). Guarded by the adapter's lock.
 *
 * <p>A frame leaves in three steps, because it is handed on without the lock: {@link #fetch} brings it into the adapter's
 * memory, the caller hands {@link #frame} to the switch, and the next {@code fetch} first gives the descriptor back. A
 * reset in between means that nothing is given back.
 */
final class TransmitProcess {

    /** How CSR5 shows what the process does; a frame is only ever caught half-way by another processor. */
    enum State {
        STOPPED(0),
        RUNNING(3),
        SUSPENDED(6);

        final int code;

        State(int code) {
            this.code = code;
        }
    }

    /**
     * Descriptors handled for one poke, our choice: more than any driver has, and an end when a guest's list goes round
     * in circles.
     */
    static final int POKE_LIMIT = 4096;

    private final BusMemory memory;
    private final DescriptorRing ring;
    private final AddressFilter filter;
    private final InterruptStatus interrupts;
    private final WireFrame wire = new WireFrame();
    private final Frame frame = new Frame();
    private final MemorySegment setup = MemorySegment.ofArray(new byte[AddressFilter.SETUP_BYTES]);

    private State state = State.STOPPED;
    private boolean inFrame;
    private boolean away;
    private boolean stopping;
    private int gap;
    private int left;

    TransmitProcess(BusMemory memory, AddressFilter filter, InterruptStatus interrupts) {
        this.memory = memory;
        this.ring = new DescriptorRing(memory);
        this.filter = filter;
        this.interrupts = interrupts;
    }

    State state() {
        return state;
    }

    /** Stops at once and forgets the frame it is at. */
    void reset() {
        state = State.STOPPED;
        inFrame = false;
        away = false;
        stopping = false;
    }

    /** CSR4: where the list begins; a running process keeps to its list. */
    void list(int address) {
        if (state == State.STOPPED) ring.restart(address);
    }

    /** CSR0: bytes between neighbouring descriptors. */
    void gap(int bytes) {
        gap = bytes;
    }

    /** CSR6 starts it. */
    void start() {
        stopping = false;
        if (state == State.STOPPED) state = State.RUNNING;
    }

    /** CSR6 stops it, after the frame that is on its way. */
    void stop() {
        if (state == State.STOPPED) return;
        stopping = away;
        if (!away) halt();
    }

    private void halt() {
        reset();
        interrupts.set(Csr.TRANSMIT_STOPPED);
    }

    /** CSR1: there may be something to send. */
    void poke() {
        if (state == State.SUSPENDED) state = State.RUNNING;
    }

    /** A new poke's work begins. */
    void begin() {
        left = POKE_LIMIT;
    }

    /** Gives the last frame's descriptor back and brings the next; false if there is none. */
    boolean fetch() {
        if (away) complete();
        while (state == State.RUNNING && left > 0) {
            left--;
            if (!ring.load()) suspend();
            else if (take()) return true;
        }
        return false;
    }

    /** The frame {@link #fetch} brought; lent until the next fetch. */
    Frame frame() {
        wire.lendTo(frame);
        return frame;
    }

    /** The same as it would be on the wire, for loopback. */
    WireFrame wire() {
        return wire;
    }

    private void suspend() {
        state = State.SUSPENDED;
        interrupts.set(Csr.TRANSMIT_EMPTY);
    }

    /** Handles one descriptor; true if a frame is ready with it. */
    private boolean take() {
        int control = ring.control();
        if ((control & Descriptor.SETUP) != 0) {
            setUp(control);
            return false;
        }
        if ((control & Descriptor.FIRST) != 0) open();
        if (inFrame) append();
        boolean complete = inFrame && (control & Descriptor.LAST) != 0;
        if (!complete) pass(0);
        return complete && finish(control);
    }

    private void open() {
        inFrame = true;
        wire.clear();
    }

    private void append() {
        wire.append(memory, ring.buffer1(), ring.size1());
        wire.append(memory, ring.buffer2(), ring.size2());
    }

    /** The last piece is in: pads the frame, or ends one that no wire carries. */
    private boolean finish(int control) {
        inFrame = false;
        if (wire.isOverlong()) {
            jabber();
            return false;
        }
        if ((control & Descriptor.NO_PADDING) == 0) wire.pad();
        away = wire.length() >= WireFrame.SHORTEST;
        if (!away) done(control, 0); // a runt: on a real wire nobody would take it
        return away;
    }

    private void complete() {
        away = false;
        done(ring.control(), 0);
        if (stopping) halt();
    }

    /** The adapter babbles: it cuts the frame off and stops itself. */
    private void jabber() {
        pass(Descriptor.ERROR_SUMMARY | Descriptor.JABBER);
        reset();
        interrupts.set(Csr.TRANSMIT_JABBER);
    }

    private void setUp(int control) {
        inFrame = false;
        if (ring.size1() == AddressFilter.SETUP_BYTES) {
            memory.read(ring.buffer1(), setup, 0, AddressFilter.SETUP_BYTES);
            filter.setUp(setup, control);
        }
        done(control, Descriptor.SETUP_DONE);
    }

    private void done(int control, int status) {
        pass(status);
        if ((control & Descriptor.INTERRUPT) != 0) interrupts.set(Csr.TRANSMITTED);
    }

    private void pass(int status) {
        ring.close(status);
        ring.advance(gap);
    }
}
