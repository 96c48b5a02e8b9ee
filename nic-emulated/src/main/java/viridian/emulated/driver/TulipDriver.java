package viridian.emulated.driver;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import viridian.emulated.device.Csr;
import viridian.emulated.device.Dec21140;
import viridian.partitions.GuestAllocator;
import viridian.partitions.GuestMemory;
import viridian.partitions.Partition;
import viridian.partitions.VirtualProcessor;
import viridian.partitions.pci.ConfigurationSpace;
import viridian.partitions.pci.PciBus;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameSink;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.Nic;

/**
 * The guest's driver for the legacy adapter: what a host stack in the guest sits on.
 *
 * <p>It makes the register accesses of the Linux tulip driver for a 21140, in the same order and number, so that what a
 * frame costs here is what it costs there: 5 accesses and an interrupt for a lone frame sent, 9 and an interrupt for one
 * received, less for each in a burst.
 *
 * <p>Runs on the partition's processor 0, which takes its interrupts; {@link #accept} and {@link #flush} may be called
 * by several threads of the guest.
 */
public final class TulipDriver implements Nic {

    /** CSR0: 32-longword bursts aligned to cache lines, the fast read and write commands of PCI. */
    private static final int BUS_MODE = 0x01A0_8000;

    private static final int RECEIVE_CAUSES =
            Csr.RECEIVED | Csr.RECEIVE_FULL | Csr.RECEIVE_STOPPED | Csr.RECEIVE_WATCHDOG;
    private static final int POLLED_CAUSES = Csr.RECEIVED | Csr.RECEIVE_FULL;
    private static final int TRANSMIT_CAUSES = Csr.TRANSMITTED | Csr.TRANSMIT_EMPTY;
    private static final int CAUSES = (Csr.NORMAL_CAUSES | Csr.ABNORMAL_CAUSES) & ~Csr.EARLY_TRANSMIT;
    private static final int SUMMARIES = Csr.NORMAL | Csr.ABNORMAL;
    private static final int ENABLED = CAUSES | SUMMARIES;
    private static final int MISSED_MASK = 0xFFFF;

    private static final int RUNNING = Csr.START_TRANSMIT | Csr.START_RECEIVE;

    /** CSR6: whom to hear, by bits that the driver keeps and by those that setup frames set. */
    private static final int FILTER_MODES =
            Csr.PROMISCUOUS | Csr.ALL_MULTICAST | Csr.HASH_FILTER | Csr.HASH_ONLY | Csr.INVERSE_FILTER;

    /** Frames handed over before others have a turn on the processor, as in Linux. */
    private static final int POLL_LIMIT = 64;

    /** Reads of CSR5 until the adapter has stopped, as in Linux. */
    private static final int STOP_POLLS = 130;

    private final PciBus bus;
    private final int slot;
    private final int function;
    private final VirtualProcessor processor;
    private final GuestMemory memory;
    private final GuestAllocator allocator;
    private final RegisterPorts ports;
    private final Board board;
    private final Medium medium;
    private final int interrupt;
    private final Runnable poll = this::poll;

    private volatile @Nullable Rings rings;
    private volatile boolean unannounced;
    private boolean everything;
    private boolean allGroups;
    private List<MacAddress> groups = List.of();
    private final AtomicLong missed = new AtomicLong();

    /** What a running driver has of guest memory, and whom it hands frames to. */
    private record Rings(long base, ReceiveRing receive, TransmitRing transmit, FrameSink receiver) {

        static final int BYTES = ReceiveRing.BYTES + TransmitRing.BYTES;
    }

    private TulipDriver(Partition partition, GuestAllocator allocator, int slot, int function) {
        bus = partition.pci();
        this.slot = slot;
        this.function = function;
        processor = partition.processor(0);
        memory = partition.memory();
        this.allocator = allocator;
        int bar = bus.configRead(slot, function, ConfigurationSpace.BAR_0, 4);
        ports = new RegisterPorts(bus, bar & ~ConfigurationSpace.BAR_IO);
        interrupt = bus.configRead(slot, function, ConfigurationSpace.INTERRUPT_LINE, 1);
        enable();
        ports.read(Csr.OPERATION_MODE);
        ports.read(Csr.MISSED_FRAMES);
        board = Board.read(new RomReader(ports).read());
        medium = board.advertisement() == 0 ? new PinMedium(ports, board) : new TransceiverMedium(ports, board);
        medium.find();
        ports.write(Csr.GENERAL_PURPOSE, board.directions() | Csr.PIN_DIRECTIONS);
    }

    /**
     * The guest: finds the adapter in its slot, reads its serial ROM and looks for a transceiver if that says there is
     * one: some nine thousand register accesses, with a transceiver nineteen.
     *
     * @param allocator of the partition's memory
     * @throws IllegalStateException if the slot holds no 21140
     */
    public static TulipDriver probe(Partition partition, GuestAllocator allocator, int slot, int function) {
        int identity = partition.pci().configRead(slot, function, ConfigurationSpace.VENDOR, 4);
        if (identity != ((Dec21140.DEVICE << 16) | Dec21140.VENDOR)) {
            throw new IllegalStateException("no 21140 in PCI slot " + slot + "." + function + " of " + partition);
        }
        return new TulipDriver(partition, allocator, slot, function);
    }

    private void enable() {
        int command = bus.configRead(slot, function, ConfigurationSpace.COMMAND, 2);
        int wanted = command | ConfigurationSpace.IO_ENABLE | ConfigurationSpace.BUS_MASTER;
        bus.configWrite(slot, function, ConfigurationSpace.COMMAND, 2, wanted);
    }

    @Override
    public MacAddress address() {
        return board.address();
    }

    @Override
    public int maxFrame() {
        return Dec21140.MAX_FRAME;
    }

    /** Frames the adapter had no room for, as far as the driver has heard. */
    public long missed() {
        return missed.get();
    }

    /** The guest: opens the adapter. The receiver is called on processor 0. */
    @Override
    public void start(FrameSink receiver) {
        if (rings != null) throw new IllegalStateException("the adapter is open already");
        long base = allocator.allocate(Rings.BYTES);
        ReceiveRing receive = new ReceiveRing(memory, base);
        TransmitRing transmit = new TransmitRing(memory, base + ReceiveRing.BYTES);
        rings = new Rings(base, receive, transmit, receiver);
        bus.onInterrupt(interrupt, this::interrupted);
        if (medium.modeBeforeReset() != 0) ports.write(Csr.OPERATION_MODE, medium.modeBeforeReset());
        reset();
        ports.write(Csr.RECEIVE_LIST, (int) receive.base());
        ports.write(Csr.TRANSMIT_LIST, (int) transmit.base());
        transmit.putFilter(new FilterTable(board.address(), groups));
        run();
        if (everything || allGroups) setReceiveMode(rings);
    }

    private void reset() {
        ports.write(Csr.BUS_MODE, Csr.SOFTWARE_RESET);
        settle();
        ports.write(Csr.BUS_MODE, BUS_MODE);
        settle();
    }

    /** A configuration read waits until the write before it has reached the device. */
    private void settle() {
        bus.configRead(slot, function, ConfigurationSpace.COMMAND, 4);
    }

    private void run() {
        medium.select();
        ports.read(Csr.OPERATION_MODE);
        ports.write(Csr.OPERATION_MODE, medium.mode() | Csr.START_TRANSMIT);
        ports.write(Csr.STATUS, ENABLED);
        ports.write(Csr.INTERRUPT_ENABLE, ENABLED);
        ports.write(Csr.OPERATION_MODE, medium.mode() | RUNNING);
        ports.read(Csr.OPERATION_MODE);
        ports.write(Csr.RECEIVE_POLL, 0);
    }

    /** The guest: hears every multicast group from now on, or only those it has named. */
    public void hearGroups(boolean all) {
        allGroups = all;
        setReceiveMode(rings);
    }

    /**
     * The guest: hears these multicast groups beside its own address and all stations, and no others any more.
     *
     * @param named up to 14 the adapter compares one by one; with more it lets others of the same hash in, too
     */
    public void hear(List<MacAddress> named) {
        groups = List.copyOf(named);
        setReceiveMode(rings);
    }

    /** The guest: hears everything that passes by, or no longer. */
    public void hearEverything(boolean promiscuous) {
        everything = promiscuous;
        setReceiveMode(rings);
    }

    private void setReceiveMode(@Nullable Rings open) {
        if (open == null) return;
        int mode = ports.read(Csr.OPERATION_MODE) & ~FILTER_MODES;
        if (!everything && !allGroups) announceFilter(open.transmit(), new FilterTable(board.address(), groups));
        ports.write(Csr.OPERATION_MODE, mode | receiveMode());
    }

    /** A ring that is full of frames is sent first. */
    private void announceFilter(TransmitRing ring, FilterTable filter) {
        boolean put = ring.putFilter(filter);
        ports.write(Csr.TRANSMIT_POLL, 0);
        if (put || !ring.putFilter(filter)) return;
        ports.write(Csr.TRANSMIT_POLL, 0);
    }

    private int receiveMode() {
        if (everything) return Csr.PROMISCUOUS | Csr.ALL_MULTICAST;
        return allGroups ? Csr.ALL_MULTICAST : 0;
    }

    /**
     * The guest's media timer: looks whether there is a link, and sets the adapter to what the far side agreed to.
     *
     * @return whether there is one
     */
    public boolean senseLink() {
        int before = medium.mode();
        boolean link = medium.sense();
        if (medium.mode() != before && rings != null) restart();
        return link;
    }

    /** When {@link #senseLink} should be called again, nanoseconds from the last time. */
    public long senseAgainNanos() {
        return medium.senseAgainNanos();
    }

    private void restart() {
        halt();
        ports.write(Csr.OPERATION_MODE, medium.mode() | receiveMode() | RUNNING);
        ports.read(Csr.OPERATION_MODE);
    }

    /** {@inheritDoc} The adapter hears of it at {@link #flush}. */
    @Override
    public boolean accept(Frame frame) {
        Rings open = rings;
        if (open == null
                || frame.length() > Dec21140.MAX_FRAME
                || !open.transmit().put(frame)) return false;
        unannounced = true;
        return true;
    }

    @Override
    public void flush() {
        if (!unannounced) return;
        // Lowered first: a frame put while the adapter is at work is announced again, never forgotten.
        unannounced = false;
        ports.write(Csr.TRANSMIT_POLL, 0);
    }

    private void interrupted() {
        Rings open = rings;
        if (open == null) return;
        int status = ports.read(Csr.STATUS);
        if ((status & SUMMARIES) == 0) return;
        boolean received = false;
        do {
            if (!received && (status & POLLED_CAUSES) != 0) {
                received = true;
                ports.write(Csr.INTERRUPT_ENABLE, ENABLED & ~RECEIVE_CAUSES);
            }
            ports.write(Csr.STATUS, status & ENABLED & ~POLLED_CAUSES);
            if ((status & TRANSMIT_CAUSES) != 0) open.transmit().reclaim();
            status = ports.read(Csr.STATUS);
        } while ((status & (received ? CAUSES & ~RECEIVE_CAUSES : CAUSES)) != 0);
        missed.addAndGet(ports.read(Csr.MISSED_FRAMES) & MISSED_MASK);
        if (received) poll();
    }

    /** Hands frames over with receive interrupts masked; goes on later when there are many. */
    private void poll() {
        Rings open = rings;
        if (open == null) return;
        boolean drained = drain(open);
        open.receiver().flush();
        if (drained) ports.write(Csr.INTERRUPT_ENABLE, ENABLED);
        else processor.execute(poll);
    }

    /** False if it ended because others shall have a turn. */
    private boolean drain(Rings open) {
        int left = POLL_LIMIT;
        do {
            ports.read(Csr.STATUS);
            ports.write(Csr.STATUS, POLLED_CAUSES);
            left -= open.receive().drain(open.receiver(), left);
            if (left == 0) return false;
        } while ((ports.read(Csr.STATUS) & Csr.RECEIVED) != 0);
        return true;
    }

    /** The guest: stops the adapter and gives its memory back. */
    @Override
    public void close() {
        Rings open = rings;
        if (open == null) return;
        rings = null;
        ports.write(Csr.INTERRUPT_ENABLE, 0);
        stop();
        missed.addAndGet(ports.read(Csr.MISSED_FRAMES) & MISSED_MASK);
        bus.onInterrupt(interrupt, null);
        allocator.free(open.base(), Rings.BYTES);
    }

    private void stop() {
        halt();
        ports.read(Csr.OPERATION_MODE);
    }

    private void halt() {
        int mode = ports.read(Csr.OPERATION_MODE);
        ports.write(Csr.OPERATION_MODE, mode & ~RUNNING);
        for (int i = 0; i < STOP_POLLS; i++) {
            if ((ports.read(Csr.STATUS) & Csr.PROCESS_STATES) == 0) break;
        }
    }
}
