package viridian.emulated.device;

import viridian.partitions.BusMemory;
import viridian.partitions.DirectMemory;
import viridian.vswitch.frame.Frame;

/**
 * The half of the adapter that stores what it hears into the receive list (21140A Hardware Reference Manual, section
 * 4.3.4). Guarded by the adapter's lock.
 *
 * <p>A frame that finds no descriptor is missed. One that finds too few is cut: its beginning is stored and marked. Either
 * way the process is suspended until the driver pokes it or the next frame finds a descriptor.
 */
final class ReceiveProcess {

    /** How CSR5 shows what the process does. */
    enum State {
        STOPPED(0),
        WAITING(3),
        SUSPENDED(4);

        final int code;

        State(int code) {
            this.code = code;
        }
    }

    /** Descriptors one frame may take, our choice: buffers of 24 bytes and more. A list has no more for it than these. */
    static final int PIECES = 64;

    private static final int SHORTEST_SEALED = 64;
    private static final int CHECK_BYTES = 4;
    private static final int LONGEST_SEALED = 1518;
    private static final int LONGEST_LENGTH_FIELD = 1500;
    private static final int CUT = Descriptor.DESCRIPTOR_ERROR | Descriptor.ERROR_SUMMARY;

    private final BusMemory memory;
    private final DirectMemory crossed;
    private final DescriptorRing ring;
    private final InterruptStatus interrupts;
    private final MissedFrames missed;
    private final WireFrame wire = new WireFrame();

    private final long[] descriptors = new long[PIECES];
    private final long[] buffers = new long[2 * PIECES];
    private final int[] sizes = new int[2 * PIECES];
    private int pieces;

    private State state = State.STOPPED;
    private DirectMemory lanes;
    private boolean passBad;
    private long received;

    ReceiveProcess(BusMemory memory, InterruptStatus interrupts, MissedFrames missed) {
        this.memory = memory;
        this.crossed = new CrossedLanes(memory);
        this.lanes = memory;
        this.ring = new DescriptorRing(memory);
        this.interrupts = interrupts;
        this.missed = missed;
    }

    State state() {
        return state;
    }

    /** Stops at once. */
    void reset() {
        state = State.STOPPED;
    }

    /** CSR3: where the list begins; a running process keeps to its list. */
    void list(int address) {
        if (state == State.STOPPED) ring.restart(address);
    }

    /** CSR0: how list and buffers lie in memory. */
    void mode(BusMode mode) {
        ring.mode(mode);
        lanes = mode.bigEndianBuffers() ? crossed : memory;
    }

    /** CSR6: whether damaged frames are stored too. */
    void passBad(boolean on) {
        passBad = on;
    }

    /** CSR6 starts it. */
    void start() {
        if (state == State.STOPPED) state = State.WAITING;
    }

    /** CSR6 stops it. */
    void stop() {
        if (state == State.STOPPED) return;
        state = State.STOPPED;
        interrupts.set(Csr.RECEIVE_STOPPED);
    }

    /** CSR2: there may be room again. */
    void poke() {
        if (state == State.SUSPENDED && ring.load()) state = State.WAITING;
    }

    /** Frames stored whole. */
    long received() {
        return received;
    }

    /** Stores a frame from the wire; false if there was no room for all of it. */
    boolean store(Frame frame, AddressFilter.Verdict verdict) {
        wire.load(frame);
        wire.pad();
        return store(0, verdict);
    }

    /**
     * Stores a frame of the adapter's own, as damaged as it is.
     *
     * @param origin the kind of loopback, 1 internal or 2 external
     */
    void loop(WireFrame frame, int origin, AddressFilter.Verdict verdict) {
        if (!passBad && (frame.isRunt() || frame.isDamaged())) return;
        wire.load(frame);
        var _ = store(origin, verdict);
    }

    private boolean store(int origin, AddressFilter.Verdict verdict) {
        wire.seal();
        boolean whole = findRoom(wire.length());
        if (pieces == 0) {
            miss();
            return false;
        }
        state = State.WAITING;
        int stored = fill();
        close(status(origin, verdict, stored) | (whole ? 0 : CUT));
        interrupts.set(Csr.RECEIVED, Csr.EARLY_RECEIVE);
        if (whole) received++;
        else cut();
        return whole;
    }

    private void miss() {
        missed.noDescriptor();
        suspend();
    }

    /** What is lost of the frame its descriptor tells, and not CSR8. */
    private void cut() {
        missed.cut();
        suspend();
    }

    private void suspend() {
        if (state == State.SUSPENDED) return;
        state = State.SUSPENDED;
        interrupts.set(Csr.RECEIVE_FULL);
    }

    /** Whether the driver has given too few descriptors for a frame of this length, tag included. */
    boolean isOverrun(int bytes) {
        if (state == State.STOPPED) return false;
        long first = ring.current();
        boolean room = findRoom(Math.max(bytes, WireFrame.SHORTEST) + CHECK_BYTES);
        ring.rewind(first);
        return !room;
    }

    /** Collects descriptors until their buffers hold this many bytes, or there are no more, none of them twice. */
    private boolean findRoom(int bytes) {
        long first = ring.current();
        int room = 0;
        pieces = 0;
        do {
            if (!ring.load()) return false;
            room += collect();
            ring.advance();
            if (room >= bytes) return true;
        } while (pieces < PIECES && ring.current() != first);
        return false;
    }

    private int collect() {
        descriptors[pieces] = ring.current();
        buffers[2 * pieces] = ring.buffer1();
        buffers[2 * pieces + 1] = ring.buffer2();
        sizes[2 * pieces] = ring.size1();
        sizes[2 * pieces + 1] = ring.size2();
        pieces++;
        return ring.size1() + ring.size2();
    }

    /** Stores what there is room for; how many bytes that is. */
    private int fill() {
        int at = 0;
        for (int i = 0; i < 2 * pieces && at < wire.length(); i++) {
            if (at > 0 && sizes[i] > 0) interrupts.set(Csr.EARLY_RECEIVE);
            int count = Math.min(sizes[i], wire.length() - at);
            wire.copyTo(lanes, buffers[i], at, count);
            at += count;
        }
        return at;
    }

    /** Gives the descriptors back, the first one last: a driver that sees the beginning of a frame finds all of it. */
    private void close(int status) {
        for (int i = pieces - 1; i >= 0; i--) {
            boolean last = i == pieces - 1;
            int begins = i == 0 ? Descriptor.RECEIVED_FIRST : 0;
            ring.close(descriptors[i], last ? status | begins : begins);
        }
    }

    /** The length of a cut frame holds for nobody: a driver that takes it all the same finds what is there. */
    private int status(int origin, AddressFilter.Verdict verdict, int stored) {
        int status = Descriptor.RECEIVED_LAST | (stored << Descriptor.LENGTH_SHIFT);
        status |= origin << Descriptor.ORIGIN_SHIFT;
        if (verdict == AddressFilter.Verdict.OVERHEARD) status |= Descriptor.FILTERING_FAIL;
        if (Frame.isGroup(wire.destination())) status |= Descriptor.MULTICAST;
        if (wire.type() > LONGEST_LENGTH_FIELD) status |= Descriptor.HAS_TYPE;
        if (wire.isDamaged()) status |= Descriptor.DAMAGED | Descriptor.ERROR_SUMMARY;
        if (wire.length() < SHORTEST_SEALED) status |= Descriptor.RUNT | Descriptor.ERROR_SUMMARY;
        if (wire.length() > LONGEST_SEALED) status |= Descriptor.TOO_LONG | Descriptor.ERROR_SUMMARY;
        return status;
    }
}
