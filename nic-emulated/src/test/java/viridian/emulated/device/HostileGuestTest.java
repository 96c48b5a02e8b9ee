package viridian.emulated.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import viridian.partitions.GuardedMemory;
import viridian.partitions.GuestMemory;
import viridian.partitions.pci.ConfigurationSpace;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.FrameSink;

/**
 * A guest that writes whatever comes to its mind: the adapter does something, the host goes on, and a reset makes the
 * adapter as good as new. {@code -Dhostile.operations=10000000} goes on for longer.
 */
class HostileGuestTest {

    private static final int OPERATIONS = Integer.getInteger("hostile.operations", 200_000);
    private static final int OPERATIONS_OF_A_LIFE = 20_000;
    private static final int MEMORY_BYTES = 1 << 16;
    private static final int EVERYTHING = 7;

    private final GuardedMemory guarded = new GuardedMemory(MEMORY_BYTES);
    private final GuestMemory memory = guarded.memory();
    private final ArrayDeque<Runnable> work = new ArrayDeque<>();
    private Swing swing = new Swing();
    private AdapterBench.Line line = new AdapterBench.Line();
    private Dec21140 adapter = new Dec21140(AdapterBench.OWN, memory, line);
    private long sent;
    private long received;
    private long faults;

    @Test
    void nothingItDoesMakesTheAdapterThrowOrTouchWhatIsNotTheGuests() {
        long seed = Long.getLong("hostile.seed", System.nanoTime());
        System.out.println("HostileGuestTest seed " + seed + ", " + OPERATIONS + " operations");
        SplittableRandom random = new SplittableRandom(seed);
        for (int done = 0; done < OPERATIONS; done += OPERATIONS_OF_A_LIFE) live(random);
        assertTrue(
                sent > 100 && received > 100, "it did find its way in: " + sent + " sent, " + received + " received");
        assertTrue(faults > 10, "and out of its memory: " + faults);
    }

    private void live(SplittableRandom random) {
        line = new AdapterBench.Line();
        swing = new Swing();
        work.clear();
        adapter = new Dec21140(settings(random), memory, line);
        adapter.start(wire());
        long before = sent;
        for (int i = 0; i < OPERATIONS_OF_A_LIFE; i++) step(random);
        work();
        assertEquals(sent - before, adapter.counters().sent());
        received += adapter.counters().received();
        assertTrue(guarded.isUntouched());
        assertItWorksAfterAReset();
    }

    private Dec21140Settings settings(SplittableRandom random) {
        Dec21140Settings settings = Dec21140Settings.of(AdapterBench.OWN).withOscillator(swing);
        if (random.nextBoolean()) settings = settings.withMedia(Media.MII);
        if (random.nextBoolean()) settings = settings.withBootRom(new BootRom(new byte[3000]));
        return random.nextBoolean() ? settings.withTransmitter(work::add) : settings;
    }

    private FrameSink wire() {
        return new FrameSink() {
            @Override
            public boolean accept(Frame frame) {
                int tag = frame.tag() == Frame.UNTAGGED ? 0 : 4;
                assertTrue(frame.length() >= 56 && frame.length() + tag <= 1518, "a frame of " + frame.length());
                sent++;
                return true;
            }

            @Override
            public void flush() {}
        };
    }

    private void work() {
        for (Runnable next = work.poll(); next != null; next = work.poll()) next.run();
    }

    private void step(SplittableRandom random) {
        switch (random.nextInt(20)) {
            case 0, 1, 2 -> write(random.nextInt(16), random.nextInt());
            case 3 -> adapter.ioRead(random.nextInt(8), random.nextInt(-8, 200), 1 << random.nextInt(3));
            case 4 ->
                adapter.ioWrite(random.nextInt(8), random.nextInt(-8, 200), 1 << random.nextInt(3), random.nextInt());
            case 5 -> configuration(random);
            case 6, 7, 8 -> descriptor(random);
            case 9 -> memory.putI32(random.nextInt(MEMORY_BYTES - 4), random.nextInt());
            case 10, 11 -> adapter.accept(frame(random));
            case 12 -> swing.pass(random.nextInt(2_000_000));
            case 13 -> work();
            case 14 -> write(random.nextBoolean() ? Csr.TRANSMIT_POLL : Csr.RECEIVE_POLL, 0);
            case 15 -> pins(random);
            case 16 -> rarely(random);
            default -> sensible(random);
        }
    }

    private void rarely(SplittableRandom random) {
        if (random.nextInt(8) > 0) return;
        switch (random.nextInt(4)) {
            case 0 -> adapter.reset();
            case 1 -> adapter.close();
            case 2 -> adapter.start(wire());
            default -> {
                if ((adapter.ioRead(0, Csr.offset(Csr.STATUS), 4) & Csr.FATAL_BUS_ERROR) != 0) faults++;
            }
        }
    }

    private void pins(SplittableRandom random) {
        for (int i = 0; i < 40; i++) write(Csr.SERIAL_ROM, random.nextInt() & 0x000F_580F);
    }

    private void write(int register, int value) {
        adapter.ioWrite(0, Csr.offset(register), 4, value);
    }

    private void configuration(SplittableRandom random) {
        int size = 1 << random.nextInt(3);
        int offset = random.nextInt(256);
        if (random.nextInt(4) == 0) adapter.configWrite(offset, size, random.nextInt());
        else adapter.configRead(offset, size);
        if (random.nextInt(3) > 0) awake();
    }

    private void awake() {
        adapter.configWrite(ConfigurationSpace.COMMAND, 2, EVERYTHING);
        adapter.configWrite(AdapterIdentity.POWER_MODE, 4, 0);
    }

    /** Something like a descriptor, mostly with addresses in memory, sometimes one that leads to itself. */
    private void descriptor(SplittableRandom random) {
        long at = random.nextInt(MEMORY_BYTES / 16) * 16L;
        int status = random.nextInt() | (random.nextInt(4) > 0 ? Descriptor.OWN : 0);
        memory.putI32(at, random.nextInt(8) == 0 ? Integer.reverseBytes(status) : status);
        memory.putI32(at + 4, random.nextInt());
        memory.putI32(at + 8, address(random));
        memory.putI32(at + 12, random.nextInt(4) == 0 ? (int) at : address(random));
    }

    private static int address(SplittableRandom random) {
        return random.nextInt(8) == 0 ? random.nextInt() : random.nextInt(MEMORY_BYTES);
    }

    /** Leads the adapter back to where more can happen. */
    private void sensible(SplittableRandom random) {
        awake();
        if (random.nextBoolean()) write(Csr.BUS_MODE, Csr.SOFTWARE_RESET);
        write(Csr.RECEIVE_LIST, list(random));
        write(Csr.TRANSMIT_LIST, list(random));
        int start = Csr.START_RECEIVE | Csr.START_TRANSMIT | Csr.PROMISCUOUS | (random.nextInt() & Csr.PASS_BAD);
        write(Csr.OPERATION_MODE, start | (Math.max(0, random.nextInt(-4, 4)) << Csr.LOOPBACK_SHIFT));
    }

    /** The address of a short list that may well work. */
    private int list(SplittableRandom random) {
        int at = random.nextInt(MEMORY_BYTES - 64) & ~3;
        for (int i = 0; i < 3; i++) {
            int whole = random.nextInt(4) > 0 ? Descriptor.FIRST | Descriptor.LAST : 0;
            memory.putI32(at + 16L * i, Descriptor.OWN);
            memory.putI32(at + 16L * i + 4, whole | random.nextInt(1700));
            memory.putI32(at + 16L * i + 8, address(random));
        }
        return at;
    }

    private static Frame frame(SplittableRandom random) {
        FrameBuilder frame = random.nextBoolean()
                ? FrameBuilder.frame(AdapterBench.OTHER, AdapterBench.OWN)
                : FrameBuilder.broadcast(AdapterBench.OTHER);
        if (random.nextInt(4) == 0) frame.vlan(random.nextInt(4096));
        return frame.length(random.nextInt(14, 2100)).build();
    }

    private void assertItWorksAfterAReset() {
        adapter.close();
        adapter.start(wire());
        awake();
        write(Csr.BUS_MODE, Csr.SOFTWARE_RESET);
        work();
        assertFalse(line.up);
        assertEquals(0xFC00_0000, adapter.ioRead(0, Csr.offset(Csr.STATUS), 4));
        memory.clear(0, MEMORY_BYTES);
        memory.putI32(0x1004, Descriptor.END_OF_RING | 1600);
        memory.putI32(0x1008, 0x2000);
        memory.putI32(0x1000, Descriptor.OWN);
        write(Csr.RECEIVE_LIST, 0x1000);
        memory.putI32(0x3004, Descriptor.FIRST | Descriptor.LAST | Descriptor.END_OF_RING | 100);
        memory.putI32(0x3000, Descriptor.OWN);
        write(Csr.TRANSMIT_LIST, 0x3000);
        long before = sent;
        write(Csr.OPERATION_MODE, Csr.START_RECEIVE | Csr.START_TRANSMIT | Csr.PROMISCUOUS);
        work();
        assertEquals(before + 1, sent);
        assertTrue(adapter.accept(
                FrameBuilder.frame(AdapterBench.OTHER, AdapterBench.OWN).build()));
        assertEquals(0, memory.i32(0x1000) & Descriptor.OWN);
    }
}
