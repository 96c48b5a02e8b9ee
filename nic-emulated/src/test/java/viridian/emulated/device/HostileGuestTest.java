package viridian.emulated.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import viridian.partitions.GuestMemory;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.FrameSink;

/** A guest that writes whatever comes to its mind: the adapter does something, and the host goes on. */
class HostileGuestTest {

    private static final int STEPS = 200_000;
    private static final int MEMORY_BYTES = 1 << 16;

    private final GuestMemory memory = new GuestMemory(MEMORY_BYTES);
    private final Dec21140 adapter = new Dec21140(AdapterBench.OWN, memory, new AdapterBench.Line());
    private long sent;

    @Test
    void nothingItWritesMakesTheAdapterThrow() {
        long seed = System.nanoTime();
        System.out.println("HostileGuestTest seed " + seed);
        run(new SplittableRandom(seed));
        AdapterCounters counters = adapter.counters();
        assertTrue(sent > 100 && counters.received() > 100, "it did find its way in: " + counters);
        assertEquals(sent, counters.sent());
    }

    private void run(SplittableRandom random) {
        adapter.start(new FrameSink() {
            @Override
            public boolean accept(Frame frame) {
                assertTrue(frame.length() >= Frame.HEADER_BYTES && frame.length() <= WireFrame.LONGEST);
                sent++;
                return true;
            }

            @Override
            public void flush() {}
        });
        for (int i = 0; i < STEPS; i++) step(random);
    }

    private void step(SplittableRandom random) {
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> register(random);
            case 3 -> adapter.ioRead(random.nextInt(2), random.nextInt(-8, 200), 1 << random.nextInt(3));
            case 4 -> adapter.ioWrite(0, random.nextInt(-8, 200), 1 << random.nextInt(3), random.nextInt());
            case 5 -> configuration(random);
            case 6, 7 -> descriptor(random);
            case 8 -> memory.putI32(random.nextInt(MEMORY_BYTES - 4), random.nextInt());
            case 9, 10 -> adapter.accept(frame(random));
            default -> sensible(random);
        }
    }

    private void register(SplittableRandom random) {
        int register = random.nextInt(16);
        adapter.ioWrite(0, Csr.offset(register), 4, random.nextInt());
    }

    private void configuration(SplittableRandom random) {
        int size = 1 << random.nextInt(3);
        int offset = random.nextInt(256);
        if (random.nextInt(4) == 0) adapter.configWrite(offset, size, random.nextInt());
        else adapter.configRead(offset, size);
        if (random.nextInt(3) > 0) adapter.configWrite(4, 2, 7);
    }

    /** Something like a descriptor, mostly with addresses in memory. */
    private void descriptor(SplittableRandom random) {
        long at = random.nextInt(MEMORY_BYTES / 16) * 16L;
        memory.putI32(at, random.nextInt() | (random.nextInt(4) > 0 ? Descriptor.OWN : 0));
        memory.putI32(at + 4, random.nextInt());
        memory.putI32(at + 8, address(random));
        memory.putI32(at + 12, address(random));
    }

    private static int address(SplittableRandom random) {
        return random.nextInt(8) == 0 ? random.nextInt() : random.nextInt(MEMORY_BYTES);
    }

    /** Leads the adapter back to where more can happen. */
    private void sensible(SplittableRandom random) {
        adapter.configWrite(4, 2, 7);
        if (random.nextBoolean()) adapter.ioWrite(0, Csr.offset(Csr.BUS_MODE), 4, Csr.SOFTWARE_RESET);
        adapter.ioWrite(0, Csr.offset(Csr.RECEIVE_LIST), 4, list(random));
        adapter.ioWrite(0, Csr.offset(Csr.TRANSMIT_LIST), 4, list(random));
        int start = Csr.START_RECEIVE | Csr.START_TRANSMIT | Csr.PROMISCUOUS;
        adapter.ioWrite(0, Csr.offset(Csr.OPERATION_MODE), 4, start | random.nextInt(4) << Csr.LOOPBACK_SHIFT);
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
        return frame.length(random.nextInt(14, 1600)).build();
    }
}
