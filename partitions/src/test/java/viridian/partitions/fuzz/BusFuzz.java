package viridian.partitions.fuzz;

import static viridian.partitions.GuestMemory.PAGE_BYTES;
import static viridian.partitions.LittleEndian.i32;
import static viridian.partitions.LittleEndian.putI32;
import static viridian.partitions.LittleEndian.putI64;

import java.lang.foreign.MemorySegment;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import viridian.partitions.GuestAllocator;
import viridian.partitions.GuestFault;
import viridian.partitions.GuestPages;
import viridian.partitions.Hypervisor;
import viridian.partitions.Partition;
import viridian.partitions.Turns;
import viridian.partitions.hypercall.HypercallPage;
import viridian.partitions.hypercall.HypercallStatus;
import viridian.partitions.synic.SynIc;
import viridian.partitions.vmbus.Guid;
import viridian.partitions.vmbus.Vmbus;
import viridian.partitions.vmbus.VmbusChannel;
import viridian.partitions.vmbus.VmbusClient;
import viridian.partitions.vmbus.VmbusDriver;
import viridian.partitions.vmbus.VmbusVersion;
import viridian.partitions.vmbus.ring.PacketType;
import viridian.partitions.vmbus.ring.RingCounters;
import viridian.partitions.vmbus.ring.RingLayout;
import viridian.partitions.vmbus.ring.RingReader;
import viridian.partitions.vmbus.ring.RingWriter;

/**
 * A guest that posts any messages to its parent in any order, signals, scribbles over its memory and its registers, while
 * devices come, go and take their time.
 *
 * <p>Whatever it does, every turn ends, devices are opened and closed as they were promised, the guest beside it goes on,
 * and the guest itself, when it begins anew and keeps to the rules, gets a channel that works.
 */
public final class BusFuzz {

    private static final int MAX_STEPS = 100;
    private static final int MAX_TURNS = 5_000;
    private static final int V5_3 = 0x50003;

    /** Where GPADLs are made of, and in the end rings. */
    private static final int RING_PAGE = 64;

    private static final int RING_PAGES = 4;
    private static final int[] CONNECTIONS = {1, 4, 2, 0x2001, 0x2002, 0x2003, 0};
    private static final int[] RELIDS = {1, 2, 3, 4, 0, 255, 256, 2047, 2048, -1};
    private static final int[] HANDLES = {0xE1E10, 0xE1E11, 0xE1E12, 13, 0};
    private static final int[] VERSIONS = {
        V5_3, 0x50002, 0x50000, 0x40001, 0x40000, 0x30000, 0x20004, 0x10001, 13, 0x60000
    };
    private static final long[] PAGES = {0x5000, 0x6000, 0x7000, 0, 2, 0x100000, -4096, 0x5001};

    private final Choices choices;
    private final Turns turns = new Turns();
    private final Hypervisor hypervisor = new Hypervisor(name -> turns);
    private final Neighbour neighbour = new Neighbour();
    private final Partition partition = hypervisor.createChild(hypervisor.root(), "hostile", 1 << 20, 2);
    private final Vmbus bus = partition.vmbus();
    private final FuzzedDevice coming = new FuzzedDevice(1);
    private final FuzzedDevice staying = new FuzzedDevice(2);
    private final FuzzedGuest guest = new FuzzedGuest(partition);
    private final byte[] bytes = new byte[240];
    private final MemorySegment message = MemorySegment.ofArray(bytes);
    private boolean isOffered = true;
    private long now;

    private BusFuzz(Choices choices) {
        this.choices = choices;
    }

    /** For the fuzzer. */
    public static void fuzzerTestOneInput(byte[] data) {
        Silence.keep();
        Allowance.take(data, input -> new BusFuzz(new Choices(input)).run());
    }

    private void run() {
        try (hypervisor) {
            bus.offer(coming);
            bus.offer(staying);
            for (int step = 0; step < MAX_STEPS && choices.areLeft(); step++) {
                try {
                    step();
                } catch (GuestFault itsOwn) {
                    // A register or a hypercall page that is none: a processor would have told the guest.
                    guest.begin();
                }
            }
            assertEverybodyGoesOn();
        }
        check(!coming.isOpen() && !staying.isOpen(), "a device open on a bus that has ended");
    }

    private void step() {
        switch (choices.below(16)) {
            case 0 -> contact();
            case 1 -> say(3, 8);
            case 2, 3 -> share();
            case 4 -> say(5, 148, relid(), choices.i32(), handle(), choices.number(0, 1, -1, 2), downstream());
            case 5 -> sayAnything();
            case 6 -> say(choices.of(7, 13), 12, relid());
            case 7 -> say(11, 16, relid(), handle());
            case 8 -> sayRarely();
            case 9 -> guest.signal(choices.number(CONNECTIONS), choices.number(0, 0, 0, 1) & 0xFFFF);
            case 10 -> packets();
            case 11 -> guest.memory.putI64(choices.u16() * 8L % guest.memory.size(), choices.i64());
            case 12 -> register();
            case 13 -> parent();
            case 14 -> guest.hear();
            default -> turns.take(MAX_TURNS);
        }
    }

    private int relid() {
        return choices.number(RELIDS);
    }

    private int handle() {
        return choices.number(HANDLES);
    }

    private int downstream() {
        return choices.number(2, 2, 2, 1, 0, 4);
    }

    private void contact() {
        int processor = choices.number(0, 0, 0, 1, 2, -1);
        int version = choices.number(VERSIONS);
        fill(14, version, processor);
        for (int at = 16; at < 40; at += 8) putI64(message, at, choices.number64(PAGES));
        post(40);
    }

    /** Ranges of whole pages, or what only looks so. */
    private void share() {
        int pages = choices.number(RING_PAGES, RING_PAGES, 1, 40, 8190) & 0xFFFF;
        int bytes = choices.number(pages * PAGE_BYTES);
        int ranges = choices.number(1, 1, 1, 2, 0) & 0xFFFF;
        int announced = choices.number((pages + 1) * 8) & 0xFFFF;
        int handle = handle();
        fill(8, relid(), handle, announced | ranges << 16, bytes, choices.number(0, 0, 0, 8, 4096));
        int first = choices.number(RING_PAGE, RING_PAGE, RING_PAGE, 0, 255, 256);
        int sent = putPages(28, first, pages);
        post(28 + sent * 8);
        for (int body = 0; sent < pages && body < 2 && choices.flip(); body++) {
            fill(9, choices.i32(), handle);
            int more = putPages(16, first + sent, pages - sent);
            post(16 + more * 8);
            sent += more;
        }
    }

    private int putPages(int at, int first, int pages) {
        int fit = Math.min(pages, (bytes.length - at) / 8);
        for (int i = 0; i < fit; i++) putI64(message, at + i * 8L, first + i);
        return fit;
    }

    private void sayRarely() {
        switch (choices.below(5)) {
            case 0 -> say(16, 8);
            case 1 -> say(22, 16, relid(), choices.number(0, 1, 2, -1));
            case 2 -> say(18, 28, relid(), choices.number(0, 1), choices.number(2, 3, 16), handle(), downstream());
            case 3 -> say(19, 20, relid(), 0, 2);
            default -> say(21, 40, choices.i32());
        }
    }

    private void sayAnything() {
        byte[] anything = choices.bytes(choices.below(233));
        fill(choices.number(3, 5, 7, 8, 9, 11, 13, 14, 16, 18, 19, 21, 22, 1, 2, 4, 25));
        System.arraycopy(anything, 0, bytes, 8, anything.length);
        guest.post(choices.number(CONNECTIONS), message, choices.number(bytes.length, anything.length + 8));
    }

    private void say(int type, int length, int... words) {
        fill(type, words);
        post(length);
    }

    private void fill(int type, int... words) {
        message.fill((byte) 0);
        putI32(message, 0, type);
        for (int i = 0; i < words.length; i++) putI32(message, 8 + 4L * i, words[i]);
    }

    /** Mostly as it is; sometimes damaged or cut. */
    private void post(int length) {
        int damage = choices.u8();
        if (damage >= 0xF0) bytes[choices.u8() % bytes.length] ^= (byte) choices.u8();
        guest.post(damage == 0xEF ? 1 : 4, message, damage == 0xEE ? choices.u8() : length);
    }

    /** Packets in the ring that was opened, if one was, good ones and others. */
    private void packets() {
        GuestPages ring = GuestPages.contiguous(guest.memory, (long) RING_PAGE * PAGE_BYTES, 2 * PAGE_BYTES);
        RingWriter writer = new RingWriter(ring, new RingCounters());
        MemorySegment payload = MemorySegment.ofArray(new byte[64]);
        int count = choices.below(20);
        for (int i = 0; i < count; i++) {
            writer.write(
                    choices.number(PacketType.IN_BAND), choices.u8(), choices.flip(), payload, 0, choices.below(9) * 8);
        }
        writer.publish();
        for (int relid = 1; relid < 4; relid++) guest.signal(0x2000 + relid, 0);
    }

    private void register() {
        int register = choices.number(
                SynIc.SCONTROL, SynIc.SIEFP, SynIc.SIMP, SynIc.EOM, SynIc.SINT0 + 2, HypercallPage.HYPERCALL);
        guest.processor.writeRegister(register, choices.number64(0, 1, 0x3001, 0x4001, 0xF3, 0x100F3, -1));
    }

    private void parent() {
        switch (choices.below(8)) {
            case 0 -> withdrawOrOffer();
            case 1 -> coming.beSlow(choices.flip());
            case 2 -> staying.beSlow(choices.flip());
            case 3 -> coming.answer();
            case 4 -> staying.answer();
            case 5 -> bus.report();
            default -> bus.poll(now += 1000);
        }
    }

    private void withdrawOrOffer() {
        if (isOffered) bus.withdraw(coming);
        else bus.offer(coming);
        isOffered = !isOffered;
    }

    private void assertEverybodyGoesOn() {
        coming.beSlow(false);
        staying.beSlow(false);
        settle();
        neighbour.assertEchoes();
        bus.report();
        guest.begin();
        guest.hearAll(this::settle);
        fill(14, V5_3, 0, 2);
        check(guest.post(4, message, 40) == HypercallStatus.SUCCESS, "no room for a message");
        guest.hearAll(this::settle);
        say(3, 8);
        int relid = relidOf(guest.hearAll(this::settle));
        check(relid > 0, "the device that stayed is not offered");
        assertOpens(relid);
    }

    private void settle() {
        turns.take(MAX_TURNS);
        while (coming.answer() || staying.answer()) turns.take(MAX_TURNS);
    }

    /** In an offer the instance is at 24 and the relid at 184; 0 if the device is not among the offers. */
    private int relidOf(List<MemorySegment> heard) {
        for (MemorySegment offer : heard) {
            boolean isOffer = i32(offer, 0) == 1 && offer.byteSize() >= 188;
            if (isOffer && Guid.read(offer, 24).equals(staying.offer().instance())) return i32(offer, 184);
        }
        return 0;
    }

    private void assertOpens(int relid) {
        GuestPages rings = GuestPages.contiguous(guest.memory, (long) RING_PAGE * PAGE_BYTES, RING_PAGES * PAGE_BYTES);
        GuestPages up = rings.part(0, 2 * PAGE_BYTES);
        GuestPages down = rings.part(2 * PAGE_BYTES, 2 * PAGE_BYTES);
        RingLayout.initialize(up, true);
        RingLayout.initialize(down, true);
        fill(8, relid, 77, (RING_PAGES + 1) * 8 | 1 << 16, RING_PAGES * PAGE_BYTES, 0);
        putPages(28, RING_PAGE, RING_PAGES);
        guest.post(4, message, 28 + RING_PAGES * 8);
        guest.hearAll(this::settle);
        fill(5, relid, 0, 77, 0, 2);
        guest.post(4, message, 148);
        guest.hearAll(this::settle);
        RingWriter writer = new RingWriter(up, new RingCounters());
        writer.write(PacketType.IN_BAND, 0, true, MemorySegment.ofArray(new byte[16]), 0, 16);
        writer.publish();
        guest.signal(0x2000 + relid, 0);
        settle();
        int echoed = new RingReader(down, PacketType.DIRECT, new RingCounters()).read(_ -> {}, 2);
        check(echoed == 1, "the guest has begun anew and its channel does not work");
    }

    private static void check(boolean isSo, String what) {
        if (!isSo) throw new AssertionError(what);
    }

    /** A guest that keeps to the rules. */
    private final class Neighbour implements VmbusDriver {

        private final MemorySegment number = MemorySegment.ofArray(new byte[16]);
        private @Nullable VmbusChannel channel;
        private int completed;

        Neighbour() {
            Partition beside = hypervisor.createChild(hypervisor.root(), "neighbour", 1 << 20, 1);
            VmbusClient client =
                    new VmbusClient(beside, new GuestAllocator(beside.memory()), EnumSet.allOf(VmbusVersion.class));
            beside.vmbus().offer(new FuzzedDevice(1));
            client.register(this);
            client.connect();
            turns.take(MAX_TURNS);
        }

        @Override
        public Guid type() {
            return FuzzedDevice.TYPE;
        }

        @Override
        public void probe(VmbusChannel offered) {
            channel = offered;
            offered.onSignal(() -> offered.receive(_ -> completed++, 8));
            offered.open(2 * PAGE_BYTES, _ -> {});
        }

        @Override
        public void removed() {
            channel = null;
        }

        void assertEchoes() {
            VmbusChannel now = channel;
            check(now != null, "the neighbour lost its device");
            if (now == null) return;
            now.send(number, 0, 16, 1, true);
            now.flush();
            settle();
            check(completed == 1, "the neighbour hears nothing");
        }
    }
}
