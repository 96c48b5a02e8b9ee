package viridian.emulated.fuzz;

import java.util.ArrayDeque;
import java.util.Deque;
import viridian.emulated.device.BootRom;
import viridian.emulated.device.Csr;
import viridian.emulated.device.Dec21140;
import viridian.emulated.device.Dec21140Settings;
import viridian.emulated.device.Descriptor;
import viridian.emulated.device.Media;
import viridian.emulated.device.Oscillator;
import viridian.partitions.GuardedMemory;
import viridian.partitions.GuestMemory;
import viridian.partitions.fuzz.Choices;
import viridian.partitions.pci.InterruptLine;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.FrameSink;
import viridian.vswitch.frame.MacAddress;

/**
 * A guest that has a legacy adapter and writes registers, descriptors and buffers as the fuzzer likes. The adapter never
 * throws, hands over frames of a legal length only, touches nothing outside the guest's memory, and after a reset is quiet.
 */
public final class AdapterFuzz implements InterruptLine, FrameSink, Oscillator {

    private static final MacAddress OWN = MacAddress.parse("00-15-5D-01-02-03");
    private static final MacAddress PEER = MacAddress.parse("00-15-5D-01-02-04");
    private static final int MEMORY_BYTES = 1 << 16;
    private static final int LISTS = 0x1000;
    private static final int BUFFERS = 0x4000;
    private static final int MOST_TIMERS = 16;
    private static final GuardedMemory GUARDED = new GuardedMemory(MEMORY_BYTES);
    private static final GuestMemory MEMORY = GUARDED.memory();

    private final Choices choices;
    private final Deque<Runnable> work = new ArrayDeque<>();
    private final Deque<Runnable> timers = new ArrayDeque<>();
    private final Dec21140 adapter;
    private boolean up;
    private long now;

    private AdapterFuzz(Choices choices) {
        this.choices = choices;
        MEMORY.clear(0, MEMORY_BYTES);
        Dec21140Settings settings = Dec21140Settings.of(OWN).withOscillator(this);
        int kind = choices.u8();
        if ((kind & 1) != 0) settings = settings.withMedia(Media.MII);
        if ((kind & 2) != 0) settings = settings.withBootRom(new BootRom(new byte[2500]));
        if ((kind & 4) != 0) settings = settings.withTransmitter(work::add);
        adapter = new Dec21140(settings, MEMORY, this);
        adapter.configWrite(4, 2, 7);
        adapter.start(this);
    }

    /** Takes an input. */
    public static void fuzzerTestOneInput(byte[] input) {
        new AdapterFuzz(new Choices(input)).live();
    }

    private void live() {
        while (choices.areLeft()) step();
        work();
        write(Csr.BUS_MODE, Csr.SOFTWARE_RESET);
        check(!up || isAsleep(), "the line is up after a reset");
        check(GUARDED.isUntouched(), "the adapter has written beside the guest's memory");
    }

    private boolean isAsleep() {
        return adapter.configRead(0x40, 4) < 0;
    }

    private void step() {
        switch (choices.below(12)) {
            case 0 -> write(choices.below(16), choices.i32());
            case 1 ->
                write(Csr.OPERATION_MODE, choices.number(0x2002, 0x2042, 0x2442, 0x2842, 0x0002, 0x202042, 0x244A, 0));
            case 2 -> lists();
            case 3, 4 -> descriptor();
            case 5 -> hear();
            case 6 -> write(choices.of(Csr.TRANSMIT_POLL, Csr.RECEIVE_POLL, Csr.STATUS), -1);
            case 7 -> adapter.ioRead(choices.below(7), choices.u8(), 1 << choices.below(3));
            case 8 -> adapter.configWrite(choices.of(4, 0x10, 0x30, 0x40, 0x3C), 4, choices.number(7, 3, 0, -1));
            case 9 -> work();
            case 10 -> timer();
            default -> rarely();
        }
    }

    private void rarely() {
        switch (choices.below(6)) {
            case 0 -> adapter.reset();
            case 1 -> adapter.close();
            case 2 -> adapter.start(this);
            case 3 -> MEMORY.putI32(choices.u16() % (MEMORY_BYTES - 3), choices.i32());
            case 4 -> adapter.ioWrite(choices.below(7), choices.u8(), 1 << choices.below(3), choices.i32());
            default -> write(Csr.BUS_MODE, choices.number(0, 1, 1 << 7, 1 << 20, 1 << 17, 3 << 2));
        }
    }

    private void lists() {
        write(Csr.RECEIVE_LIST, choices.number(LISTS, LISTS + 0x100, MEMORY_BYTES - 16, -4));
        write(Csr.TRANSMIT_LIST, choices.number(LISTS + 0x200, LISTS, MEMORY_BYTES - 4, -4));
    }

    private void descriptor() {
        long at = LISTS + 0x100L * choices.below(3) + 16L * choices.below(8);
        int marks = choices.number(
                Descriptor.FIRST | Descriptor.LAST,
                Descriptor.SETUP,
                Descriptor.END_OF_RING | Descriptor.FIRST | Descriptor.LAST,
                Descriptor.CHAINED,
                Descriptor.FIRST,
                Descriptor.LAST,
                Descriptor.SETUP | Descriptor.FILTER_TYPE_0,
                Descriptor.INTERRUPT | Descriptor.FIRST | Descriptor.LAST | Descriptor.NO_PADDING);
        int sizes = choices.number(60, 192, 1514, 1518, 1519, 2047, 64 | (100 << 11), 0);
        MEMORY.putI32(at + 4, marks | (sizes & 0x3F_FFFF));
        MEMORY.putI32(at + 8, choices.number(BUFFERS, BUFFERS + 1, MEMORY_BYTES - 60, LISTS));
        MEMORY.putI32(at + 12, choices.number(LISTS, (int) at, LISTS + 0x200, BUFFERS));
        MEMORY.putI32(at, choices.number(Descriptor.OWN, 0x80, 0));
    }

    private void hear() {
        int length = 14 + choices.u16() % 2100;
        FrameBuilder frame = choices.flip() ? FrameBuilder.frame(PEER, OWN) : FrameBuilder.broadcast(PEER);
        adapter.accept(frame.length(length).build());
    }

    private void work() {
        for (Runnable next = work.poll(); next != null; next = work.poll()) next.run();
    }

    private void timer() {
        now += 200_000L * choices.u8();
        Runnable next = timers.poll();
        if (next != null) next.run();
    }

    private void write(int register, int value) {
        adapter.ioWrite(0, Csr.offset(register), 4, value);
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) throw new AssertionError(otherwise);
    }

    @Override
    public boolean accept(Frame frame) {
        int tag = frame.tag() == Frame.UNTAGGED ? 0 : 4;
        check(frame.length() >= 56 && frame.length() + tag <= 1518, "a frame of " + frame.length());
        return choices.flip();
    }

    @Override
    public void flush() {}

    @Override
    public void raise() {
        up = true;
    }

    @Override
    public void lower() {
        up = false;
    }

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public void after(long nanos, Runnable task) {
        check(nanos >= 200_000, "the guest wakes the host every " + nanos + " ns");
        check(timers.size() < MOST_TIMERS * 64, "timers without end");
        timers.add(task);
    }
}
