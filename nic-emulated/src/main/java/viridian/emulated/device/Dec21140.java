package viridian.emulated.device;

import java.util.concurrent.Executor;
import viridian.partitions.BusMemory;
import viridian.partitions.GuestFault;
import viridian.partitions.pci.ConfigurationSpace;
import viridian.partitions.pci.InterruptLine;
import viridian.partitions.pci.PciDevice;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameSink;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.Nic;

/**
 * The legacy adapter: a DEC/Intel 21140A on a PCI bus, whose other side is a port of the switch.
 *
 * <p>It has no thread. The guest's processor does the device's work while a register access keeps it out of the guest, and
 * the switch's thread stores arriving frames into guest memory; both under the adapter's one lock. A frame on its way out
 * is copied first and handed over without the lock, so two guests that send to each other never wait for each other.
 *
 * <p>It carries no jumbo frames, and knows no VLAN, no checksums and no large sends.
 */
public final class Dec21140 implements Nic, PciDevice {

    /** The longest frame, bytes without tag and check sequence. */
    public static final int MAX_FRAME = 1514;

    public static final int VENDOR = 0x1011;
    public static final int DEVICE = 0x0009;

    private static final int REGISTER_STRIDE = 8;

    /** A monitor, because a contended lock of java.util.concurrent makes objects. */
    private final Object lock = new Object();

    private final MacAddress address;
    private final Executor transmitter;
    private final Runnable turn = this::transmitAll;
    private final ConfigurationSpace configuration;
    private final AddressFilter filter = new AddressFilter();
    private final MissedFrames missed = new MissedFrames();
    private final GeneralPurposePort port = new GeneralPurposePort();
    private final InterruptStatus interrupts;
    private final TransmitProcess transmit;
    private final ReceiveProcess receive;
    private final Registers registers;

    private volatile FrameSink receiver = Nowhere.SINK;
    private boolean transmitting;
    private long traps;
    private long sent;
    private long filtered;
    private long refused;

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
        transmit = new TransmitProcess(memory, filter, interrupts);
        receive = new ReceiveProcess(memory, interrupts, missed);
        SerialRom rom = new SerialRom(RomImage.of(address));
        registers = new Registers(transmit, receive, filter, interrupts, missed, rom, port);
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
            port.link(up);
        }
    }

    /** {@inheritDoc} A frame for somebody else is accepted and not heard. */
    @Override
    public boolean accept(Frame frame) {
        synchronized (lock) {
            try {
                return hear(frame);
            } catch (GuestFault fault) {
                registers.fail();
                return false;
            }
        }
    }

    private boolean hear(Frame frame) {
        if (isDeaf() || frame.length() > MAX_FRAME) {
            refused++;
            return false;
        }
        AddressFilter.Verdict verdict = filter.judge(frame.destination(), registers.mode());
        if (verdict == AddressFilter.Verdict.REJECTED) {
            filtered++;
            return true;
        }
        if (configuration.isBusMaster()) return receive.store(frame, verdict);
        missed.noBus();
        return false;
    }

    private boolean isDeaf() {
        if (receiver == Nowhere.SINK) return true;
        return receive.state() == ReceiveProcess.State.STOPPED || registers.loopback() != 0;
    }

    /** Nothing is left to do: a frame's interrupt is raised with the frame. */
    @Override
    public void flush() {}

    @Override
    public int configRead(int offset, int size) {
        return configuration.read(offset, size);
    }

    /** {@inheritDoc} An adapter that is let on the bus sends what it could not before. */
    @Override
    public void configWrite(int offset, int size, int value) {
        configuration.write(offset, size, value);
        transmit();
    }

    /** {@inheritDoc} Both windows show the same registers, which are read as whole words only; the rest reads 0. */
    @Override
    public int ioRead(int bar, int offset, int size) {
        synchronized (lock) {
            traps++;
            return isRegister(offset, size) ? registers.read(offset / REGISTER_STRIDE) : 0;
        }
    }

    @Override
    public void ioWrite(int bar, int offset, int size, int value) {
        synchronized (lock) {
            try {
                traps++;
                if (isRegister(offset, size)) registers.write(offset / REGISTER_STRIDE, value);
            } catch (GuestFault fault) {
                registers.fail();
            }
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
            registers.reset();
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
                transmitting = configuration.isBusMaster() && fetchForTheWire();
            } catch (GuestFault fault) {
                registers.fail();
                transmitting = false;
            }
        }
        return transmitting;
    }

    /** Frames in loopback go round inside. */
    private boolean fetchForTheWire() {
        while (transmit.fetch()) {
            if (registers.loopback() == 0) {
                sent++;
                return true;
            }
            loop(transmit.wire());
        }
        return false;
    }

    private void loop(WireFrame wire) {
        if (receive.state() == ReceiveProcess.State.STOPPED) return;
        AddressFilter.Verdict verdict = filter.judge(wire.destination(), registers.mode());
        if (verdict != AddressFilter.Verdict.REJECTED) receive.loop(wire, registers.loopback(), verdict);
    }

    /** What it cost and carried so far. */
    public AdapterCounters counters() {
        synchronized (lock) {
            return new AdapterCounters(
                    traps, interrupts.interrupts(), sent, receive.received(), filtered, missed.total(), refused);
        }
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
