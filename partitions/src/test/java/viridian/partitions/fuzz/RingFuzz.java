package viridian.partitions.fuzz;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import viridian.partitions.GuestFault;
import viridian.partitions.GuestMemory;
import viridian.partitions.GuestPages;
import viridian.partitions.vmbus.ChannelOffer;
import viridian.partitions.vmbus.Guid;
import viridian.partitions.vmbus.SuppliedChannel;
import viridian.partitions.vmbus.VmbusChannel;
import viridian.partitions.vmbus.ring.PacketDescriptor;
import viridian.partitions.vmbus.ring.PacketType;
import viridian.partitions.vmbus.ring.RingCounters;
import viridian.partitions.vmbus.ring.RingLayout;
import viridian.partitions.vmbus.ring.RingReader;
import viridian.partitions.vmbus.ring.RingWriter;

/**
 * A host's channel on rings whose other end writes good packets, bad packets, and anything anywhere, also while the host
 * is looking.
 *
 * <p>Whatever stands in the rings, the host changes nothing but what is its to write, reads no more packets than it wanted,
 * sees each packet unchanged from beginning to end, and once it has stopped it touches nothing.
 */
public final class RingFuzz implements SuppliedChannel {

    private static final int PAGE = GuestMemory.PAGE_BYTES;
    private static final int LIMIT = 16;
    private static final int MAX_STEPS = 200;

    // Offsets in the control page (Linux include/linux/hyperv.h, struct hv_ring_buffer).
    private static final int WRITE_INDEX = 0;
    private static final int READ_INDEX = 4;
    private static final int INTERRUPT_MASK = 8;
    private static final int PENDING_SEND_SIZE = 12;
    private static final int FEATURE_BITS = 64;

    private static final ChannelOffer OFFER = new ChannelOffer(new Guid(1, 2), new Guid(3, 4));
    private static final GuestMemory MEMORY = new GuestMemory(32 * PAGE);

    private final Choices choices;
    private final GuestPages up;
    private final GuestPages down;
    private final VmbusChannel host;
    private final RingWriter writer;
    private @Nullable RingReader reader;
    private final MemorySegment payload = MemorySegment.ofArray(new byte[4096]);
    private int taken;
    /** How far the host had read when it last said so. */
    private int readTo;

    private RingFuzz(Choices choices) {
        this.choices = choices;
        int upPages = 2 + choices.below(3);
        int downPages = 2 + choices.below(3);
        MEMORY.clear(0, MEMORY.size());
        up = GuestPages.contiguous(MEMORY, 16 * PAGE, (long) upPages * PAGE);
        down = GuestPages.contiguous(MEMORY, 24 * PAGE, (long) downPages * PAGE);
        RingLayout.initialize(up, choices.flip());
        RingLayout.initialize(down, choices.flip());
        writer = new RingWriter(up, new RingCounters());
        host = VmbusChannel.supplied(OFFER, this);
        host.onSignal(() -> host.receive(this::packet, LIMIT));
    }

    /** For the fuzzer. */
    public static void fuzzerTestOneInput(byte[] data) {
        Silence.keep();
        Allowance.take(data, input -> new RingFuzz(new Choices(input)).run());
    }

    private void run() {
        for (int step = 0; step < MAX_STEPS && choices.areLeft(); step++) {
            switch (choices.below(10)) {
                case 0 -> writeInBand();
                case 1 -> writeDirect();
                case 2 -> attempt(writer::publish);
                case 3 -> poke();
                case 4 -> control(choices.flip() ? up : down);
                case 5 -> scribble();
                case 6, 7 -> hostReads();
                case 8 -> hostWrites();
                default -> guestReads();
            }
        }
        hostReads();
    }

    private void writeInBand() {
        int type = choices.number(PacketType.IN_BAND, PacketType.COMPLETION, PacketType.TRANSFER_PAGES, 9, 0);
        attempt(() -> writer.write(type, choices.u8(), choices.flip(), payload, 0, choices.u8() * 8));
    }

    private void writeDirect() {
        int ranges = 1 + choices.below(80);
        long[] stretches = new long[2 * ranges];
        for (int i = 0; i < ranges; i++) {
            stretches[2 * i] = choices.number64(0, 1, 4095, 31L * PAGE, 32L * PAGE, -1L << 12, 1L << 62);
            stretches[2 * i + 1] = choices.number(1, 64, 4096, 8192, 70_000) & 0xF_FFFFL;
        }
        attempt(() -> writer.writeDirect(stretches, ranges, choices.u8(), choices.flip(), payload, 0, 32));
    }

    /** Changes a few bits of a word near the beginning of the data, where packets are. */
    private void poke() {
        long at = PAGE + choices.u16() * 8L % (up.length() - PAGE);
        up.putI64(at, choices.flip() ? up.i64(at) ^ choices.i64() : choices.i64());
    }

    private void control(GuestPages ring) {
        int at = choices.of(WRITE_INDEX, READ_INDEX, INTERRUPT_MASK, PENDING_SEND_SIZE, FEATURE_BITS);
        ring.putI32(at, choices.number(0, 8, 16, 24, 32, 4088, 4096, 8184, 8192, -8, 3));
    }

    private void scribble() {
        byte[] bytes = choices.bytes(choices.u8());
        long at = PAGE + choices.u16() * 8L % (up.length() - PAGE);
        int fits = (int) Math.min(bytes.length, up.length() - at);
        up.write(at, MemorySegment.ofArray(bytes), 0, fits);
    }

    private void hostReads() {
        byte[] before = all();
        boolean wasOpen = host.isOpen();
        taken = 0;
        host.signalled();
        if (taken > LIMIT) throw new AssertionError(taken + " packets in one turn");
        if (!wasOpen && taken > 0) throw new AssertionError("a channel that has stopped reads");
        assertUntouched(before, wasOpen);
        if (taken > 0 && host.isOpen()) assertReadWhatWasWritten();
    }

    /** What was written ends at the write index; what is behind it is none of the host's business. */
    private void assertReadWhatWasWritten() {
        int written = distance(readTo, up.i32(WRITE_INDEX));
        int read = distance(readTo, up.i32(READ_INDEX));
        readTo = up.i32(READ_INDEX);
        if (read > written) throw new AssertionError(read + " bytes read of " + written);
    }

    private int distance(int from, int to) {
        return Math.floorMod(to - from, (int) up.length() - PAGE);
    }

    private void packet(PacketDescriptor packet) {
        taken++;
        int end = packet.length();
        if (packet.payloadAt() < 16 || packet.payloadAt() + packet.payloadLength() != end) {
            throw new AssertionError("payload at " + packet.payloadAt() + " of " + end);
        }
        if (packet.type() == PacketType.TRANSFER_PAGES) throw new AssertionError("the wrong way");
        byte[] before = bytes(packet);
        // The other end may do so at any time.
        if (choices.flip()) up.putI64(PAGE + choices.u16() * 8L % (up.length() - PAGE), choices.i64());
        readDirect(packet);
        if (!Arrays.equals(before, bytes(packet))) throw new AssertionError("a packet changed in the host's hands");
        if (packet.completionRequested()) host.complete(packet.transactionId());
        if (choices.below(32) == 31) throw new GuestFault("the layer above minds");
    }

    private void readDirect(PacketDescriptor packet) {
        long length = packet.directLength();
        if (length < 0 || (length > 0) != (packet.type() == PacketType.DIRECT)) {
            throw new AssertionError(length + " bytes in ranges");
        }
        try {
            packet.readDirect(0, payload, 0, Math.min(length, payload.byteSize()));
        } catch (GuestFault outside) {
            payload.fill((byte) 0);
        }
    }

    private static byte[] bytes(PacketDescriptor packet) {
        return packet.memory().asSlice(0, packet.length()).toArray(ValueLayout.JAVA_BYTE);
    }

    private void hostWrites() {
        byte[] before = all();
        boolean wasOpen = host.isOpen();
        boolean wrote = switch (choices.below(3)) {
            case 0 -> host.send(payload, 0, choices.u8() * 8, 1, choices.flip());
            case 1 -> host.complete(choices.i32());
            default -> host.sendTransferPages(7, new int[] {0, 1}, new int[] {2, 3}, 2, payload, 0, 40, 1, true);
        };
        if (wrote && !wasOpen) throw new AssertionError("a channel that has stopped writes");
        host.flush();
        assertUntouched(before, wasOpen);
    }

    private void guestReads() {
        attempt(() -> {
            RingReader now = reader;
            if (now == null) now = new RingReader(down, PacketType.DIRECT, new RingCounters());
            reader = now;
            now.read(_ -> {}, 8);
        });
    }

    /** Of the ring it reads the host writes read index and mask, of the ring it writes all but what its reader writes. */
    private void assertUntouched(byte[] before, boolean wasOpen) {
        byte[] after = all();
        if (!wasOpen && !Arrays.equals(before, after)) throw new AssertionError("a channel that has stopped writes");
        int upAt = 16 * PAGE;
        int downAt = 24 * PAGE;
        for (int at = Arrays.mismatch(before, after); at >= 0; at = next(before, after, at + 1)) {
            boolean isOurs = (at >= upAt + READ_INDEX && at < upAt + INTERRUPT_MASK + 4)
                    || (at >= downAt + WRITE_INDEX && at < downAt + WRITE_INDEX + 4)
                    || (at >= downAt + PENDING_SEND_SIZE && at < downAt + PENDING_SEND_SIZE + 4)
                    || (at >= downAt + PAGE && at < downAt + down.length())
                    || pokedWhileRead(at);
            if (!isOurs) throw new AssertionError("the host wrote at 0x" + Integer.toHexString(at));
        }
    }

    /** Data of the ring from the guest: {@link #packet} itself changes it, in the guest's name. */
    private boolean pokedWhileRead(int at) {
        return at >= 17 * PAGE && at < 16 * PAGE + up.length();
    }

    private static int next(byte[] before, byte[] after, int from) {
        int found = Arrays.mismatch(before, from, before.length, after, from, after.length);
        return found < 0 ? -1 : from + found;
    }

    private static byte[] all() {
        return MEMORY.segment().toArray(ValueLayout.JAVA_BYTE);
    }

    /** What the guest does to itself is its own affair. */
    private static void attempt(Runnable ofTheGuest) {
        try {
            ofTheGuest.run();
        } catch (GuestFault | IllegalArgumentException itsOwn) {
            Thread.onSpinWait();
        }
    }

    @Override
    public GuestMemory memory() {
        return MEMORY;
    }

    @Override
    public GuestPages ringToHost() {
        return up;
    }

    @Override
    public GuestPages ringToGuest() {
        return down;
    }

    @Override
    public void signal() {}

    @Override
    public @Nullable GuestPages gpadl(int handle) {
        return null;
    }

    @Override
    public int offerSubchannels(int count) {
        return 0;
    }
}
