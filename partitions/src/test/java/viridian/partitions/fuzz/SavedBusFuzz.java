package viridian.partitions.fuzz;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.zip.CRC32;
import viridian.partitions.GuestAllocator;
import viridian.partitions.GuestFault;
import viridian.partitions.Hypervisor;
import viridian.partitions.LittleEndian;
import viridian.partitions.Partition;
import viridian.partitions.Turns;
import viridian.partitions.vmbus.Guid;
import viridian.partitions.vmbus.Vmbus;
import viridian.partitions.vmbus.VmbusChannel;
import viridian.partitions.vmbus.VmbusClient;
import viridian.partitions.vmbus.VmbusDriver;
import viridian.partitions.vmbus.VmbusVersion;

/**
 * A bus is restored from a state somebody has changed who knows the layout and its sum: it is refused, or the bus goes on
 * as well as it can; a channel that was open comes to an end either way.
 */
public final class SavedBusFuzz {

    private static final int MAX_CHANGES = 24;
    private static final int MAX_TURNS = 5_000;
    private static final long MEMORY_BYTES = 1 << 20;

    /** The head of a saved state: magic number, version, length at 12, and the sum of what follows at 16. */
    private static final int LENGTH = 12;

    private static final int SUM = 16;
    private static final int HEAD_BYTES = 20;

    private static final byte[] SAVED = saved();

    private SavedBusFuzz() {}

    /** For the fuzzer. */
    public static void fuzzerTestOneInput(byte[] data) {
        Silence.keep();
        Allowance.take(data, input -> restore(sealed(changed(new Choices(input)))));
    }

    private static byte[] saved() {
        Turns turns = new Turns();
        try (Hypervisor hypervisor = new Hypervisor(name -> turns)) {
            Partition guest = hypervisor.createChild(hypervisor.root(), "guest", MEMORY_BYTES, 2);
            guest.vmbus().offer(new FuzzedDevice(1));
            guest.vmbus().offer(new FuzzedDevice(2));
            VmbusClient client =
                    new VmbusClient(guest, new GuestAllocator(guest.memory()), EnumSet.allOf(VmbusVersion.class));
            client.register(new Opener());
            client.connect();
            turns.take(MAX_TURNS);
            return guest.vmbus().save();
        }
    }

    /** Bytes set, words set, bytes left out at the end. */
    private static byte[] changed(Choices choices) {
        byte[] state = SAVED.clone();
        for (int i = 0; i < MAX_CHANGES && choices.areLeft(); i++) {
            int at = HEAD_BYTES + choices.u16() % (state.length - HEAD_BYTES - Long.BYTES);
            switch (choices.below(5)) {
                case 0 -> state[at] ^= (byte) choices.u8();
                case 1 ->
                    LittleEndian.putI32(MemorySegment.ofArray(state), at, choices.number(0, 1, 2, -1, 255, 1 << 30));
                case 2 ->
                    LittleEndian.putI64(MemorySegment.ofArray(state), at, choices.number64(0, 1, -1, MEMORY_BYTES));
                case 3 -> state[at] = (byte) choices.below(20);
                default -> {
                    if (choices.below(4) == 3) state = Arrays.copyOf(state, Math.max(at, HEAD_BYTES + 2 * Long.BYTES));
                }
            }
        }
        return state;
    }

    private static byte[] sealed(byte[] state) {
        CRC32 sum = new CRC32();
        sum.update(state, HEAD_BYTES, state.length - HEAD_BYTES);
        LittleEndian.putI32(MemorySegment.ofArray(state), LENGTH, state.length);
        LittleEndian.putI32(MemorySegment.ofArray(state), SUM, (int) sum.getValue());
        return state;
    }

    private static void restore(byte[] state) {
        Turns turns = new Turns();
        FuzzedDevice first = new FuzzedDevice(1);
        FuzzedDevice second = new FuzzedDevice(2);
        try (Hypervisor hypervisor = new Hypervisor(name -> turns)) {
            Vmbus bus = hypervisor
                    .createChild(hypervisor.root(), "there", MEMORY_BYTES, 2)
                    .vmbus();
            bus.offer(first);
            bus.offer(second);
            try {
                bus.restore(state);
            } catch (GuestFault | IllegalArgumentException refused) {
                turns.take(MAX_TURNS);
                return;
            }
            bus.resume();
            turns.take(MAX_TURNS);
            bus.report();
            bus.poll(1);
            turns.take(MAX_TURNS);
        }
        if (first.isOpen() || second.isOpen()) throw new AssertionError("a device open on a bus that has ended");
    }

    /** Opens what it is offered, and no more. */
    private static final class Opener implements VmbusDriver {

        @Override
        public Guid type() {
            return FuzzedDevice.TYPE;
        }

        @Override
        public void probe(VmbusChannel offered) {
            offered.open(2 * 4096, _ -> {});
        }

        @Override
        public void removed() {}
    }
}
