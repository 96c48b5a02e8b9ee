package viridian.emulated.device;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import viridian.partitions.BusMemory;
import viridian.partitions.GuestFault;
import viridian.partitions.pci.ConfigurationSpace;
import viridian.partitions.pci.InterruptLine;
import viridian.partitions.pci.PciDevice;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameSink;
import viridian.vswitch.frame.InlineTag;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.Nic;

/**
 * The legacy adapter: a DEC/Intel 21140A on a PCI bus, whose other side is a port of the switch.
 *
 * <p>It has no thread. The guest's processor does the device's work while a register access keeps it out of the guest,
 * unless another executor is to send ({@link Dec21140Settings#withTransmitter}), and the switch's thread stores arriving
 * frames into guest memory; all under the adapter's one lock. A frame on its way out is copied first and handed over
 * without the lock, so two guests that send to each other never wait for each other.
 *
 * <p>It carries no jumbo frames, and knows no VLAN, no checksums and no large sends.
 */
public final class Dec21140 implements Nic, PciDevice {

    /** The longest frame, bytes without tag and check sequence. */
    public static final int MAX_FRAME = 1514;

    public static final int VENDOR = 0x1011;
    public static final int DEVICE = 0x0009;

    private static final int REGISTER_STRIDE = 8;

    /** Bytes of the longest frame with its tag, without check sequence. */
    private static final int LONGEST_ON_THE_WIRE = MAX_FRAME + InlineTag.BYTES;

    /** A monitor, because a contended lock of java.util.concurrent makes objects. */
    private final Object lock = new Object();

    private final MacAddress address;
    private final Executor transmitter;
    private final Runnable turn = this::transmitAll;
    private final ConfigurationSpace configuration;
    private final AddressFilter filter = new AddressFilter();
    private final MissedFrames missed = new MissedFrames();
    private final Watchdogs watchdogs = new Watchdogs();
    private final Wiring board;
    private final @Nullable BootRom bootRom;
    private final InterruptStatus interrupts;
    private final TransmitProcess transmit;
    private final ReceiveProcess receive;
    private final AutomaticPoll poll;
    private final Registers registers;
    private final Backlog backlog;
    private final FrameSink fromBacklog = new FromBacklog();

    private volatile FrameSink receiver = Nowhere.SINK;
    private boolean busMaster;
    private boolean asleep;
    private boolean transmitting;
    private long traps;
    private long sent;
    private long filtered;
    private long refused;
    private long tooLong;
    private long damaged;

    /**
     * An adapter in its slot, built as usual.
     *
     * @param address burnt into its serial ROM
     * @param memory of the guest: where its lists and buffers are
     * @param line it asks for attention by
     */
    public Dec21140(MacAddress address, BusMemory memory, InterruptLine line) {
        this(Dec21140Settings.of(address), memory, line);
    }

    /**
     * An adapter in its slot.
     *
     * @param settings how it is built
     * @param memory of the guest: where its lists and buffers are
     * @param line it asks for attention by; moved under the adapter's lock, so it must not wait for anybody
     */
    public Dec21140(Dec21140Settings settings, BusMemory memory, InterruptLine line) {
        address = settings.address();
        transmitter = settings.transmitter();
        configuration = AdapterIdentity.of(settings);
        interrupts = new InterruptStatus(line);
        transmit = new TransmitProcess(memory, filter, interrupts, watchdogs);
        receive = new ReceiveProcess(memory, interrupts, missed);
        board = new Wiring(settings);
        bootRom = settings.bootRom();
        poll = new AutomaticPoll(settings.oscillator(), this::lookForWork);
        backlog = new Backlog(settings.backlog(), receive, settings.oscillator(), () -> underLock(this::catchUpLate));
        GeneralTimer timer = new GeneralTimer(settings.oscillator(), this::underLock, interrupts);
        registers = new Registers(transmit, receive, filter, interrupts, missed, board, watchdogs, timer, poll);
    }

    @Override
    public MacAddress address() {
        return address;
    }

    @Override
    public int maxFrame() {
        return MAX_FRAME;
    }

    /** Plugs the cable in: the guest senses a link. Frames are handed over on the guest's processor. */
    @Override
    public void start(FrameSink receiver) {
        this.receiver = receiver;
        link(true);
    }

    /** Pulls the cable out. The guest has its adapter still, without a link. */
    @Override
    public void close() {
        receiver = Nowhere.SINK;
        link(false);
    }

    private void link(boolean up) {
        synchronized (lock) {
            board.link(up);
        }
    }

    /** {@inheritDoc} A frame for somebody else is accepted and not heard. */
    @Override
    public boolean accept(Frame frame) {
        synchronized (lock) {
            try {
                return hear(frame);
            } catch (GuestFault fault) {
                abortOnTheBus();
                return false;
            }
        }
    }

    private boolean hear(Frame frame) {
        if (isDeaf()) {
            refused++;
            return false;
        }
        if (InlineTag.length(frame) > LONGEST_ON_THE_WIRE) return overhear(frame);
        AddressFilter.Verdict verdict = filter.judge(frame.destination(), registers.mode());
        if (verdict == AddressFilter.Verdict.REJECTED) {
            filtered++;
            return true;
        }
        if (busMaster) return arrive(frame, verdict);
        missed.noBus();
        return false;
    }

    private boolean arrive(Frame frame, AddressFilter.Verdict verdict) {
        backlog.drainTo(fromBacklog);
        return backlog.takes(frame) || receive.store(frame, verdict);
    }

    private boolean isDeaf() {
        if (asleep || receiver == Nowhere.SINK) return true;
        return receive.state() == ReceiveProcess.State.STOPPED || registers.loopback() != 0;
    }

    private boolean overhear(Frame frame) {
        tooLong++;
        if (InlineTag.length(frame) > WireFrame.LONGEST) bark();
        return false;
    }

    private void bark() {
        if (watchdogs.guardsReceive()) interrupts.set(Csr.RECEIVE_WATCHDOG);
    }

    /** Nothing is left to do: a frame's interrupt is raised with the frame. */
    @Override
    public void flush() {}

    @Override
    public int configRead(int offset, int size) {
        return configuration.read(offset, size);
    }

    /** {@inheritDoc} An adapter that is let on the bus, or woken, sends what it could not before. */
    @Override
    public void configWrite(int offset, int size, int value) {
        synchronized (lock) {
            configuration.write(offset, size, value);
            obeyConfiguration();
        }
        transmit();
    }

    private void obeyConfiguration() {
        busMaster = configuration.isBusMaster();
        asleep = AdapterIdentity.isAsleep(configuration);
    }

    /**
     * {@inheritDoc} Both windows show the same registers, which are read as whole words only; the rest reads 0. An adapter
     * that sleeps does not answer.
     */
    @Override
    public int ioRead(int bar, int offset, int size) {
        if (bar == EXPANSION_ROM) return readBootRom(offset, size);
        synchronized (lock) {
            traps++;
            if (asleep) return -1;
            if (!backlog.isEmpty()) catchUp();
            return isRegister(offset, size) ? registers.read(offset / REGISTER_STRIDE) : 0;
        }
    }

    private int readBootRom(int offset, int size) {
        int value = 0;
        for (int i = size - 1; i >= 0; i--) value = (value << 8) | (bootRom == null ? 0xFF : bootRom.read(offset + i));
        return value;
    }

    @Override
    public void ioWrite(int bar, int offset, int size, int value) {
        if (bar == EXPANSION_ROM) return;
        synchronized (lock) {
            try {
                traps++;
                if (!asleep && isRegister(offset, size)) registers.write(offset / REGISTER_STRIDE, value);
                backlog.drainTo(fromBacklog);
            } catch (GuestFault fault) {
                abortOnTheBus();
            }
            armPoll();
        }
        transmit();
    }

    private static boolean isRegister(int offset, int size) {
        return size == 4 && offset >= 0 && offset < Csr.WINDOW_BYTES && offset % REGISTER_STRIDE == 0;
    }

    @Override
    public void reset() {
        synchronized (lock) {
            configuration.reset();
            obeyConfiguration();
            registers.reset();
            board.powerOn();
        }
    }

    /** Has what the transmit list holds sent. One thread at a time; a poke meanwhile is seen by the one that is at it. */
    private void transmit() {
        if (beginTransmitting()) transmitter.execute(turn);
    }

    private void transmitAll() {
        boolean handedOver = false;
        FrameSink sink = receiver;
        while (fetch()) {
            sink.accept(transmit.frame());
            handedOver = true;
        }
        if (handedOver) sink.flush();
    }

    private boolean beginTransmitting() {
        synchronized (lock) {
            if (transmitting || transmit.state() != TransmitProcess.State.RUNNING) return false;
            transmitting = true;
            transmit.begin();
            return true;
        }
    }

    /** Brings the next frame that goes to the switch; false ends this thread's turn. */
    private boolean fetch() {
        synchronized (lock) {
            try {
                transmitting = busMaster && !asleep && fetchForTheWire();
            } catch (GuestFault fault) {
                abortOnTheBus();
                transmitting = false;
            }
            if (!transmitting) armPoll();
            return transmitting;
        }
    }

    private boolean fetchForTheWire() {
        while (transmit.fetch()) {
            if (registers.loopback() != 0) loop(transmit.wire());
            else if (isCarried(transmit.wire())) {
                sent++;
                return true;
            }
        }
        return false;
    }

    /** Whether a wire takes the frame and brings it to somebody. */
    private boolean isCarried(WireFrame wire) {
        if (receiver == Nowhere.SINK) sendIntoNothing();
        else if (wire.isOverlong() || wire.length() > LONGEST_ON_THE_WIRE) tooLong++;
        else if (wire.isRunt() || wire.isDamaged()) damaged++;
        else return true;
        return false;
    }

    private void sendIntoNothing() {
        refused++;
        transmit.failed(Carrier.missing(registers.mode()));
    }

    /** Frames in loopback go round inside. */
    private void loop(WireFrame wire) {
        if (registers.collides()) {
            transmit.failed(Descriptor.ERROR_SUMMARY | Descriptor.COLLISIONS);
            return;
        }
        if (receive.state() == ReceiveProcess.State.STOPPED) return;
        if (wire.isOverlong()) {
            bark();
            return;
        }
        AddressFilter.Verdict verdict = filter.judge(wire.destination(), registers.mode());
        if (verdict != AddressFilter.Verdict.REJECTED) receive.loop(wire, registers.loopback(), verdict);
    }

    /** An address led to nothing: the adapter leaves the bus, and configuration space tells whoever looks after buses. */
    private void abortOnTheBus() {
        registers.fail();
        configuration.latch(ConfigurationSpace.STATUS, ConfigurationSpace.MASTER_ABORT);
    }

    private void underLock(Runnable work) {
        synchronized (lock) {
            work.run();
        }
    }

    private void catchUp() {
        try {
            backlog.drainTo(fromBacklog);
        } catch (GuestFault fault) {
            abortOnTheBus();
        }
    }

    private void catchUpLate() {
        try {
            backlog.drainAfterAWhileTo(fromBacklog);
        } catch (GuestFault fault) {
            abortOnTheBus();
        }
    }

    private void armPoll() {
        if (transmit.state() == TransmitProcess.State.SUSPENDED) poll.arm();
    }

    /** The automatic polling's turn. */
    private void lookForWork() {
        synchronized (lock) {
            try {
                if (poll.looks() && busMaster && !asleep) transmit.look();
            } catch (GuestFault fault) {
                abortOnTheBus();
            }
            armPoll();
        }
        transmit();
    }

    /** What it cost and carried so far. */
    public AdapterCounters counters() {
        synchronized (lock) {
            return new AdapterCounters(
                    traps,
                    interrupts.interrupts(),
                    sent,
                    receive.received(),
                    filtered,
                    missed.total(),
                    refused,
                    tooLong,
                    damaged);
        }
    }

    /** A frame that has waited is judged again: the driver may have changed its mind. */
    private final class FromBacklog implements FrameSink {

        @Override
        public boolean accept(Frame frame) {
            if (isDeaf() || !busMaster) return false;
            AddressFilter.Verdict verdict = filter.judge(frame.destination(), registers.mode());
            return verdict != AddressFilter.Verdict.REJECTED && receive.store(frame, verdict);
        }

        @Override
        public void flush() {}
    }

    /** The far end of an adapter without a cable. */
    private enum Nowhere implements FrameSink {
        SINK;

        @Override
        public boolean accept(Frame frame) {
            return false;
        }

        @Override
        public void flush() {}
    }
}
