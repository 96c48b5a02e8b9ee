package viridian.emulated.device;

import java.lang.foreign.MemorySegment;
import viridian.partitions.BusMemory;
import viridian.partitions.DirectMemory;
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
    private final DirectMemory crossed;
    private final DescriptorRing ring;
    private final AddressFilter filter;
    private final InterruptStatus interrupts;
    private final Watchdogs watchdogs;
    private final WireFrame wire = new WireFrame();
    private final Frame frame = new Frame();
    private final MemorySegment setup = MemorySegment.ofArray(new byte[AddressFilter.SETUP_BYTES]);

    private DirectMemory buffers;
    private State state = State.STOPPED;
    private boolean inFrame;
    private boolean torn;
    private boolean away;
    private boolean stopping;
    private int outcome;
    private int threshold;
    private int left;

    TransmitProcess(BusMemory memory, AddressFilter filter, InterruptStatus interrupts, Watchdogs watchdogs) {
        this.memory = memory;
        this.crossed = new CrossedLanes(memory);
        this.buffers = memory;
        this.watchdogs = watchdogs;
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
        torn = false;
        away = false;
        stopping = false;
    }

    /** CSR4: where the list begins; a running process keeps to its list. */
    void list(int address) {
        if (state == State.STOPPED) ring.restart(address);
    }

    /** CSR0: how list and buffers lie in memory. */
    void mode(BusMode mode) {
        ring.mode(mode);
        buffers = mode.bigEndianBuffers() ? crossed : memory;
    }

    /** CSR6: bytes of a frame that are there before it begins on the wire. */
    void threshold(int bytes) {
        threshold = bytes;
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
        begin();
        if (state == State.SUSPENDED) state = State.RUNNING;
    }

    /** As a poke, without a word if there is nothing. */
    void look() {
        if (state == State.SUSPENDED && ring.isOwned()) poke();
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
            if (!ring.load()) starve();
            else if (take()) return true;
        }
        return false;
    }

    /** How the frame {@link #fetch} brought fared, if not well: the bits of its status. */
    void failed(int outcome) {
        this.outcome = outcome;
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

    /** There is no more; a frame that had begun on the wire is torn off. */
    private void starve() {
        if (inFrame && wire.total() >= threshold) {
            inFrame = false;
            torn = true;
            interrupts.set(Csr.TRANSMIT_UNDERFLOW | Csr.TRANSMITTED);
        }
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
        boolean last = (control & Descriptor.LAST) != 0;
        if (last && inFrame) return finish(control);
        if (last && torn) mend(control);
        else pass(0);
        return false;
    }

    private void open() {
        inFrame = true;
        torn = false;
        wire.clear();
    }

    private void append() {
        wire.append(buffers, ring.buffer1(), ring.size1());
        wire.append(buffers, ring.buffer2(), ring.size2());
    }

    /** The end of a torn frame has come, too late. */
    private void mend(int control) {
        torn = false;
        done(control, Descriptor.ERROR_SUMMARY | Descriptor.UNDERFLOW);
    }

    /** The last piece is in; false if it is babble. */
    private boolean finish(int control) {
        inFrame = false;
        if (wire.total() > watchdogs.jabberBytes()) {
            jabber();
            return false;
        }
        if (!wire.isOverlong()) trim(control);
        interrupts.set(Csr.EARLY_TRANSMIT);
        outcome = 0;
        away = true;
        return true;
    }

    /** A frame that is lengthened gets its check sequence from the adapter, whatever the driver says of it. */
    private void trim(int control) {
        boolean sealed = (control & Descriptor.NO_CHECK_SEQUENCE) != 0;
        boolean padded = (control & Descriptor.NO_PADDING) == 0
                && wire.length() < WireFrame.SHORTEST + (sealed ? WireFrame.CHECK_BYTES : 0);
        if (padded) wire.pad();
        else if (sealed) wire.unseal();
    }

    private void complete() {
        away = false;
        done(ring.control(), outcome);
        if (stopping) halt();
    }

    /** The adapter babbles: it cuts the frame off and stops itself. */
    private void jabber() {
        pass(Descriptor.ERROR_SUMMARY | Descriptor.JABBER);
        halt();
        interrupts.set(Csr.TRANSMIT_JABBER);
    }

    private void setUp(int control) {
        inFrame = false;
        torn = false;
        if (ring.size1() == AddressFilter.SETUP_BYTES) {
            buffers.read(ring.buffer1(), setup, 0, AddressFilter.SETUP_BYTES);
            filter.setUp(setup, control);
        }
        done(control, Descriptor.SETUP_DONE);
    }

    private void done(int control, int status) {
        pass(status);
        if ((control & Descriptor.INTERRUPT) != 0) interrupts.set(Csr.TRANSMITTED, Csr.EARLY_TRANSMIT);
    }

    private void pass(int status) {
        ring.close(status);
        ring.advance();
    }
}
