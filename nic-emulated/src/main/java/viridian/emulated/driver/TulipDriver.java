package viridian.emulated.driver;

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
    private static final int TIMER = 1 << 11;
    private static final int CAUSES = (Csr.NORMAL_CAUSES | Csr.ABNORMAL_CAUSES | TIMER) & ~Csr.EARLY_TRANSMIT;
    private static final int SUMMARIES = Csr.NORMAL | Csr.ABNORMAL;
    private static final int ENABLED = CAUSES | SUMMARIES;
    private static final int MISSED_MASK = 0xFFFF;

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
    private final int interrupt;
    private final Runnable poll = this::poll;

    private volatile @Nullable Rings rings;
    private volatile boolean unannounced;
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
        ports.write(Csr.GENERAL_PURPOSE, board.directions() | Csr.PIN_DIRECTIONS);
    }

    /**
     * The guest: finds the adapter in its slot and reads its serial ROM, some nine thousand register accesses.
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
        reset();
        ports.write(Csr.RECEIVE_LIST, (int) receive.base());
        ports.write(Csr.TRANSMIT_LIST, (int) transmit.base());
        transmit.putFilter(board.address());
        run();
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
        ports.write(Csr.GENERAL_PURPOSE, board.directions() | Csr.PIN_DIRECTIONS);
        ports.write(Csr.GENERAL_PURPOSE, board.pins());
        ports.read(Csr.OPERATION_MODE);
        ports.write(Csr.OPERATION_MODE, board.mode() | Csr.START_TRANSMIT);
        ports.write(Csr.STATUS, ENABLED);
        ports.write(Csr.INTERRUPT_ENABLE, ENABLED);
        ports.write(Csr.OPERATION_MODE, board.mode() | Csr.START_TRANSMIT | Csr.START_RECEIVE);
        ports.read(Csr.OPERATION_MODE);
        ports.write(Csr.RECEIVE_POLL, 0);
    }

    /** The guest: hears every multicast group from now on, or only all stations again. */
    public void hearGroups(boolean all) {
        int mode = ports.read(Csr.OPERATION_MODE);
        ports.write(Csr.OPERATION_MODE, all ? mode | Csr.ALL_MULTICAST : mode & ~Csr.ALL_MULTICAST);
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
        int mode = ports.read(Csr.OPERATION_MODE);
        ports.write(Csr.OPERATION_MODE, mode & ~(Csr.START_TRANSMIT | Csr.START_RECEIVE));
        for (int i = 0; i < STOP_POLLS; i++) {
            if ((ports.read(Csr.STATUS) & Csr.PROCESS_STATES) == 0) break;
        }
        ports.read(Csr.OPERATION_MODE);
    }
}
