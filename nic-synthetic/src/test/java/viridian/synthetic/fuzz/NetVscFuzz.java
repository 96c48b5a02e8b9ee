package viridian.synthetic.fuzz;

import static viridian.partitions.GuestMemory.PAGE_BYTES;
import static viridian.partitions.LittleEndian.i32;
import static viridian.partitions.LittleEndian.putI32;
import static viridian.synthetic.fuzz.Neighbourhood.check;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import viridian.partitions.GuestAllocator;
import viridian.partitions.GuestFault;
import viridian.partitions.GuestMemory;
import viridian.partitions.GuestPages;
import viridian.partitions.fuzz.Allowance;
import viridian.partitions.fuzz.Choices;
import viridian.partitions.fuzz.Silence;
import viridian.partitions.vmbus.SuppliedGuest;
import viridian.partitions.vmbus.VmbusChannel;
import viridian.partitions.vmbus.ring.PacketDescriptor;
import viridian.partitions.vmbus.ring.PacketType;
import viridian.synthetic.Bench;
import viridian.synthetic.NetworkClass;
import viridian.synthetic.guest.NetVsc;
import viridian.synthetic.guest.NetVscSettings;
import viridian.synthetic.nvsp.NvspMessage;
import viridian.synthetic.nvsp.NvspRndis;
import viridian.synthetic.nvsp.NvspVersion;
import viridian.synthetic.rndis.RndisMessage;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.FrameSink;

/**
 * A host that answers its guest's driver as it should, as it should but for a few bytes, or not at all, and says what
 * nobody has asked for. The driver completes each packet at most once, hands on only frames that are some, and comes to
 * rest.
 */
public final class NetVscFuzz implements SuppliedGuest, FrameSink {

    private static final int MAX_STEPS = 100;
    private static final int MAX_TURNS = 2_000;
    private static final int RING_PAGES = 5;
    private static final int RECEIVE_BYTES = 16 * PAGE_BYTES;
    private static final int SUBALLOCATION = 1806;
    private static final int RECEIVE_ID = 0xCAFE;
    private static final int ADDRESS = 0x01010101;
    private static final int OFFLOADS = 0xFC01020D;

    private static final NetVscSettings SETTINGS = new NetVscSettings(
            NvspVersion.V6_1,
            1514,
            RING_PAGES * PAGE_BYTES,
            RECEIVE_BYTES,
            6 * PAGE_BYTES,
            17 * PAGE_BYTES,
            1,
            true,
            false);

    private static final GuestMemory MEMORY = new GuestMemory(128L * PAGE_BYTES);
    private static final Frame FRAME =
            FrameBuilder.frame(Bench.address(1), Bench.address(2)).length(200).build();

    private final Choices choices;
    private final SuppliedRings rings;
    private final GuestAllocator allocator;
    private final NetVsc driver;
    private final VmbusChannel channel;
    private final List<Long> shared = new ArrayList<>();
    private final Set<Long> announced = new HashSet<>();
    private final MemorySegment message = MemorySegment.ofArray(new byte[2048]);
    private boolean mustComeBack;
    private long nextId = 1000;

    private NetVscFuzz(Choices choices) {
        this.choices = choices;
        MEMORY.clear(0, MEMORY.size());
        allocator = new GuestAllocator(MEMORY);
        rings = SuppliedRings.ofHost(MEMORY, allocator.allocate(2L * RING_PAGES * PAGE_BYTES), RING_PAGES);
        driver = new NetVsc(allocator, SETTINGS);
        channel = VmbusChannel.suppliedToGuest(NetworkClass.offer(Bench.address(1)), this);
        driver.start(this);
        driver.probe(channel);
    }

    /** For the fuzzer. */
    public static void fuzzerTestOneInput(byte[] data) {
        Silence.keep();
        Allowance.take(data, input -> new NetVscFuzz(new Choices(input)).run());
    }

    private void run() {
        for (int step = 0; step < MAX_STEPS && choices.areLeft(); step++) step();
        turn();
        rings.reader.read(this::count, 10_000);
        driver.isLinked();
        driver.removed();
        turn();
    }

    private void step() {
        switch (choices.below(10)) {
            case 0, 1, 2, 3 -> hear();
            case 4 -> announce();
            case 5 -> inBand();
            case 6 -> complete(choices.number64(0, 1, 2, 3, 4, -1, 1L << 32), choices.of(8, 28, 40, 0, 4));
            case 7 -> driver.accept(FRAME);
            case 8 -> driver.flush();
            default -> turn();
        }
    }

    /** The driver works until it rests. */
    private void turn() {
        rings.writer.publish();
        mustComeBack = true;
        for (int i = 0; mustComeBack; i++) {
            check(i < MAX_TURNS, "the driver never rests");
            mustComeBack = false;
            channel.signalled();
        }
    }

    /** Reads what the driver says, and answers. */
    private void hear() {
        rings.reader.read(this::answer, 1 + choices.below(8));
        turn();
    }

    /** Of completions, that there was something to complete. */
    private void count(PacketDescriptor packet) {
        if (packet.type() != PacketType.COMPLETION) return;
        check(announced.remove(packet.transactionId()), "completed what was not announced: " + packet.transactionId());
    }

    private void answer(PacketDescriptor packet) {
        count(packet);
        if (packet.type() == PacketType.COMPLETION || choices.below(16) == 15) return;
        if (i32(packet.memory(), packet.payloadAt()) == NvspRndis.TYPE) answerRndis(packet);
        else answerNvsp(packet);
    }

    private void answerNvsp(PacketDescriptor packet) {
        if (!packet.completionRequested()) return;
        NvspMessage asked = NvspMessage.read(packet.memory(), packet.payloadAt(), packet.payloadLength());
        NvspMessage answer = switch (asked) {
            case NvspMessage.Init init ->
                new NvspMessage.InitComplete(-1, 34, choices.number(1, 1, 1, 1, init.newest() > 0x50000 ? 0 : 1));
            case NvspMessage.SendReceiveBuffer _ -> {
                int count = choices.number(RECEIVE_BYTES / SUBALLOCATION);
                yield new NvspMessage.ReceiveBufferComplete(
                        1, 1, 0, choices.number(SUBALLOCATION), count, choices.number(count * SUBALLOCATION));
            }
            case NvspMessage.SendSendBuffer _ ->
                new NvspMessage.SendBufferComplete(1, choices.number(6144, 6144, 1, 0));
            case NvspMessage.Subchannel _ -> new NvspMessage.Subchannel(1, choices.number(0, 1, -1));
            default -> new NvspMessage.Unknown(0);
        };
        copy(answer.bytes());
        complete(packet.transactionId(), NvspMessage.BYTES);
    }

    private void complete(long id, int length) {
        damage(length);
        rings.writer.write(PacketType.COMPLETION, id, false, message, 0, length);
    }

    private void answerRndis(PacketDescriptor packet) {
        NvspRndis.writeComplete(message, 0, choices.number(1, 1, 1, 2));
        rings.writer.write(PacketType.COMPLETION, packet.transactionId(), false, message, 0, NvspRndis.COMPLETE_BYTES);
        if (NvspRndis.channelType(packet.memory(), packet.payloadAt()) == NvspRndis.DATA) return;
        int bytes = (int) Math.min(packet.directLength(), 512);
        MemorySegment asked = MemorySegment.ofArray(new byte[bytes]);
        try {
            packet.readDirect(0, asked, 0, bytes);
            reply(RndisMessage.read(asked));
        } catch (GuestFault inSection) {
            reply(new RndisMessage.KeepAlive(choices.i32()));
        }
    }

    private void reply(RndisMessage asked) {
        RndisMessage reply = switch (asked) {
            case RndisMessage.Initialize begin ->
                new RndisMessage.InitializeComplete(
                        begin.request(),
                        choices.number(0),
                        choices.number(8, 8, 0),
                        choices.number(0x4000),
                        choices.number(3));
            case RndisMessage.Query query ->
                new RndisMessage.QueryComplete(
                        query.request(), choices.number(0, 0, 0, 0xC00000BB), value(query.oid()));
            case RndisMessage.Set set -> new RndisMessage.SetComplete(set.request(), choices.number(0));
            case RndisMessage.KeepAlive alive -> new RndisMessage.KeepAliveComplete(alive.request(), 0);
            default -> new RndisMessage.ResetComplete(choices.number(0));
        };
        MemorySegment bytes = reply.bytes();
        copy(bytes);
        damage((int) bytes.byteSize());
        tell(NvspRndis.CONTROL, (int) bytes.byteSize());
    }

    private MemorySegment value(int oid) {
        int right = oid == ADDRESS ? 6 : oid == OFFLOADS ? 156 : 4;
        MemorySegment value = MemorySegment.ofArray(new byte[choices.of(right, right, right, right, 0, 28, 40)]);
        int word = oid == ADDRESS ? 0x005D_1500 : oid == OFFLOADS ? 0x009C_03A7 : 1500;
        if (value.byteSize() >= 4) putI32(value, 0, choices.number(word));
        return value;
    }

    private void copy(MemorySegment bytes) {
        message.fill((byte) 0);
        MemorySegment.copy(bytes, 0, message, 0, bytes.byteSize());
    }

    /** Mostly leaves it as it is. */
    private void damage(int length) {
        if (length >= 4 && choices.below(8) == 7)
            putI32(message, choices.u8() * 4L % (length & ~3), choices.number(0, 1, -1, 44));
    }

    /** Puts what was written into the receive buffer, and says so. */
    private void tell(int channelType, int length) {
        if (shared.isEmpty()) return;
        int at = choices.below(32) * SUBALLOCATION;
        MEMORY.write(shared.getFirst() + at, message, 0, length);
        transfer(channelType, choices.number(RECEIVE_ID), new int[] {at}, new int[] {length});
    }

    /** Frames or control messages, good ones or not, in ranges that are or are not in the buffer. */
    private void announce() {
        int bytes = choices.of(60, 200, 1514, 14, 0);
        message.fill((byte) 0);
        int[] head = {1, 44 + bytes, 36, bytes, 0, 0, 0, 0, 0, 0, 0};
        for (int i = 0; i < head.length; i++) putI32(message, 4L * i, choices.number(head[i]));
        byte[] behind = choices.bytes(choices.below(64));
        MemorySegment.copy(MemorySegment.ofArray(behind), 0, message, 44, behind.length);
        if (choices.below(4) == 3) {
            int ranges = 1 + choices.below(8);
            int[] offsets = new int[ranges];
            int[] lengths = new int[ranges];
            for (int i = 0; i < ranges; i++) {
                offsets[i] = choices.number(0, SUBALLOCATION, RECEIVE_BYTES - 44, RECEIVE_BYTES, -1);
                lengths[i] = choices.number(44 + bytes, 44, 8, 0, -1);
            }
            transfer(
                    choices.number(NvspRndis.DATA, NvspRndis.CONTROL), choices.number(RECEIVE_ID, 0), offsets, lengths);
        } else {
            tell(choices.number(NvspRndis.DATA, NvspRndis.DATA, NvspRndis.CONTROL), 44 + bytes);
        }
    }

    private void transfer(int channelType, int setId, int[] offsets, int[] lengths) {
        MemorySegment announcement = MemorySegment.ofArray(new byte[NvspMessage.BYTES]);
        NvspRndis.write(announcement, 0, channelType, NvspRndis.NO_SECTION, 0);
        long id = nextId++;
        boolean wrote = rings.writer.writeTransferPages(
                setId & 0xFFFF, offsets, lengths, offsets.length, id, true, announcement, 0, NvspMessage.BYTES);
        if (wrote) announced.add(id);
    }

    private void inBand() {
        byte[] bytes = choices.bytes(choices.of(28, 40, 104, 8, 0));
        copy(MemorySegment.ofArray(bytes));
        if (bytes.length >= 4) putI32(message, 0, choices.number(128, 134, 133, 107, 108, 126));
        int type = choices.number(PacketType.IN_BAND, PacketType.IN_BAND, PacketType.COMPLETION, 9) & 0xF;
        boolean isAnswered = choices.flip();
        long id = nextId++;
        boolean wrote = rings.writer.write(type, id, isAnswered, message, 0, bytes.length);
        if (wrote && isAnswered) announced.add(id);
    }

    @Override
    public boolean accept(Frame frame) {
        check(frame.length() >= Frame.HEADER_BYTES, "a frame of " + frame.length() + " bytes");
        frame.copy();
        return true;
    }

    @Override
    public void flush() {}

    @Override
    public GuestMemory memory() {
        return MEMORY;
    }

    @Override
    public GuestPages ringToHost() {
        return rings.up;
    }

    @Override
    public GuestPages ringToGuest() {
        return rings.down;
    }

    @Override
    public void signal() {}

    @Override
    public int gpadl(long gpa, long length) {
        shared.add(gpa);
        return shared.size();
    }

    @Override
    public void comeBack() {
        mustComeBack = true;
    }
}
