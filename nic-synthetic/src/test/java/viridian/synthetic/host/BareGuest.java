package viridian.synthetic.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import viridian.partitions.GuestAllocator;
import viridian.partitions.GuestMemory;
import viridian.partitions.Partition;
import viridian.partitions.vmbus.Guid;
import viridian.partitions.vmbus.VmbusChannel;
import viridian.partitions.vmbus.VmbusClient;
import viridian.partitions.vmbus.VmbusDriver;
import viridian.partitions.vmbus.ring.PacketDescriptor;
import viridian.partitions.vmbus.ring.PacketType;
import viridian.synthetic.Bench;
import viridian.synthetic.Bytes;
import viridian.synthetic.NetworkClass;
import viridian.synthetic.nvsp.NvspMessage;
import viridian.synthetic.nvsp.NvspRndis;
import viridian.synthetic.nvsp.NvspVersion;
import viridian.synthetic.rndis.RndisMessage;
import viridian.synthetic.rndis.RndisPacket;
import viridian.vswitch.frame.Frame;

/** A guest without a driver: says whatever bytes a test wants said, and keeps what the host answers. */
final class BareGuest implements VmbusDriver {

    static final int RECEIVE_BYTES = 100 * 4096;
    static final int SEND_BYTES = 6 * 6144;
    static final int RECEIVE_ID = 0xCAFE;

    /** A packet from the host: its payload, and of transfer pages the first range. */
    record Heard(int type, long id, String payload, List<MemorySegment> all) {

        MemorySegment range() {
            return all.isEmpty() ? RndisMessage.NOTHING : all.getFirst();
        }

        int ranges() {
            return all.size();
        }
    }

    final Bench bench;
    final GuestMemory memory;
    final long receiveGpa;
    final long sendGpa;
    final long pageGpa;
    private final int ringBytes;
    private final List<Heard> heard = new ArrayList<>();
    private @Nullable VmbusChannel channel;
    private boolean isDeaf;

    BareGuest(Bench bench, NetVsp host) {
        this(bench, host, 17 * 4096);
    }

    BareGuest(Bench bench, NetVsp host, int ringBytes) {
        this.bench = bench;
        this.ringBytes = ringBytes;
        Partition partition = bench.hypervisor().createChild(bench.hypervisor().root(), "bare", Bench.MEMORY_BYTES, 1);
        memory = partition.memory();
        GuestAllocator allocator = new GuestAllocator(memory);
        receiveGpa = allocator.allocate(RECEIVE_BYTES);
        sendGpa = allocator.allocate(SEND_BYTES);
        pageGpa = allocator.allocate(16 * 4096);
        partition.vmbus().offer(host);
        VmbusClient client = new VmbusClient(partition, allocator, Bench.versions());
        client.register(this);
        client.connect();
        bench.settle();
    }

    VmbusChannel channel() {
        VmbusChannel now = channel;
        if (now == null) throw new AssertionError("nothing was offered");
        return now;
    }

    @Override
    public Guid type() {
        return NetworkClass.TYPE;
    }

    @Override
    public void probe(VmbusChannel offered) {
        channel = offered;
        open();
    }

    void open() {
        channel().onSignal(() -> {
            if (!isDeaf) channel().receive(this::hear, 64);
        });
        channel().open(ringBytes, status -> assertEquals(0, status));
    }

    void reopen() {
        channel().close();
        bench.settle();
        open();
        bench.settle();
        heard.clear();
    }

    /** From now on packets stay in the ring. */
    void deafen() {
        isDeaf = true;
    }

    /** Reads again. */
    void undeafen() {
        isDeaf = false;
        channel().receive(this::hear, 10_000);
        bench.settle();
    }

    @Override
    public void removed() {
        channel = null;
    }

    private void hear(PacketDescriptor packet) {
        MemorySegment payload = packet.memory().asSlice(packet.payloadAt(), packet.payloadLength());
        heard.add(new Heard(packet.type(), packet.transactionId(), Bytes.text(payload), ranges(packet)));
    }

    private List<MemorySegment> ranges(PacketDescriptor packet) {
        if (packet.type() != PacketType.TRANSFER_PAGES) return List.of();
        assertEquals(RECEIVE_ID, packet.setId());
        List<MemorySegment> ranges = new ArrayList<>();
        for (int i = 0; i < packet.rangeCount(); i++) {
            MemorySegment copy = MemorySegment.ofArray(new byte[(int) packet.rangeLength(i)]);
            memory.read(receiveGpa + packet.rangeOffset(i), copy, 0, copy.byteSize());
            ranges.add(copy);
        }
        return ranges;
    }

    /** What was heard since the last time. */
    List<Heard> takeHeard() {
        bench.settle();
        List<Heard> taken = List.copyOf(heard);
        heard.clear();
        return taken;
    }

    /** Shares memory; returns its handle. */
    int share(long gpa, int bytes) {
        int gpadl = channel().establishGpadl(gpa, bytes, status -> assertEquals(0, status));
        bench.settle();
        return gpadl;
    }

    /** Sends bytes as they are; returns what comes back. */
    List<Heard> says(MemorySegment bytes, long id, boolean completionRequested) {
        channel().send(bytes, 0, (int) bytes.byteSize(), id, completionRequested);
        channel().flush();
        return takeHeard();
    }

    List<Heard> says(String digits) {
        return says(Bytes.padded(digits, NvspMessage.BYTES), 1, true);
    }

    /** Sends a message that is answered by a completion; returns the answer. */
    NvspMessage asks(NvspMessage message) {
        List<Heard> answers = says(message.bytes(), 77, true);
        assertEquals(1, answers.size(), message.toString());
        assertEquals(PacketType.COMPLETION, answers.getFirst().type());
        assertEquals(77, answers.getFirst().id());
        MemorySegment payload = Bytes.of(answers.getFirst().payload());
        return NvspMessage.read(payload, 0, payload.byteSize());
    }

    void tells(NvspMessage message) {
        assertEquals(List.of(), says(message.bytes(), 0, false));
    }

    /** Agrees on a version and describes the guest, which can do tags. */
    BareGuest introduced(NvspVersion version, int mtu) {
        return introduced(version, mtu, NvspMessage.NdisConfig.VLAN);
    }

    BareGuest introduced(NvspVersion version, int mtu, long capabilities) {
        NvspMessage answer = asks(new NvspMessage.Init(version.wire(), version.wire()));
        assertEquals(1, ((NvspMessage.InitComplete) answer).status());
        if (version.isAtLeast(NvspVersion.V2)) tells(new NvspMessage.NdisConfig(mtu, capabilities));
        tells(new NvspMessage.NdisVersion(6, 30));
        return this;
    }

    /** Gives the buffers too. */
    BareGuest equipped() {
        return introduced(NvspVersion.V5, 1514).withBuffers();
    }

    private BareGuest withBuffers() {
        int receive = share(receiveGpa, RECEIVE_BYTES);
        NvspMessage taken = asks(new NvspMessage.SendReceiveBuffer(receive, RECEIVE_ID));
        assertEquals(1, ((NvspMessage.ReceiveBufferComplete) taken).status());
        int send = share(sendGpa, SEND_BYTES);
        assertEquals(new NvspMessage.SendBufferComplete(1, 6144), asks(new NvspMessage.SendSendBuffer(send, 0)));
        return this;
    }

    /** Begins RNDIS too, and asks for all frames. */
    BareGuest running() {
        return equipped().begun();
    }

    /** All that by this version. */
    BareGuest running(NvspVersion version, long capabilities) {
        return introduced(version, 1514, capabilities).withBuffers().begun();
    }

    private BareGuest begun() {
        RndisMessage begun = control(new RndisMessage.Initialize(1, 1, 0, 0x4000));
        assertEquals(RndisMessage.InitializeComplete.TYPE, begun.type());
        RndisMessage set = control(new RndisMessage.Set(2, 0x0001010E, Bytes.of("2d 00 00 00")));
        assertEquals(new RndisMessage.SetComplete(2, 0), set);
        return this;
    }

    /** Sends an RNDIS message from a page of its own; returns what comes back. */
    List<Heard> saysRndis(int channelType, MemorySegment message) {
        memory.write(pageGpa, message, 0, message.byteSize());
        return saysRanges(channelType, pageGpa, message.byteSize());
    }

    List<Heard> saysRanges(int channelType, long... stretches) {
        MemorySegment announcement = MemorySegment.ofArray(new byte[NvspMessage.BYTES]);
        NvspRndis.write(announcement, 0, channelType, NvspRndis.NO_SECTION, 0);
        channel().sendPages(stretches, stretches.length / 2, announcement, 0, NvspMessage.BYTES, 5, true);
        channel().flush();
        return takeHeard();
    }

    /** Sends what is in a send section; returns what comes back. */
    List<Heard> saysSection(int channelType, int section, int bytes) {
        MemorySegment announcement = MemorySegment.ofArray(new byte[NvspMessage.BYTES]);
        NvspRndis.write(announcement, 0, channelType, section, bytes);
        return says(announcement, 6, true);
    }

    /** Sends a control message and completes the answer's packet; returns the answer. */
    RndisMessage control(RndisMessage message) {
        List<Heard> answers = saysRndis(NvspRndis.CONTROL, message.bytes());
        assertEquals(2, answers.size(), message.toString());
        assertEquals("6c 00 00 00 01 00 00 00", answers.get(0).payload());
        completes(answers.get(1).id());
        return RndisMessage.read(answers.get(1).range());
    }

    void completes(long id) {
        channel().complete(id);
        channel().flush();
        bench.settle();
    }

    /** An envelope with this frame. */
    static MemorySegment envelope(Frame frame) {
        int head = RndisPacket.headBytes(frame.tag());
        MemorySegment envelope = MemorySegment.ofArray(new byte[head + frame.length()]);
        RndisPacket.writeHead(envelope, 0, head + frame.length(), head, frame.length(), frame.tag());
        frame.copyTo(envelope, head);
        return envelope;
    }

    /** Whether the host has stopped listening: a version, asked for again, is not answered. */
    void assertStopped(String why) {
        assertEquals(List.of(), says(new NvspMessage.Init(2, 2).bytes(), 99, true), why);
        reopen();
        assertNotEquals(List.of(), says(new NvspMessage.Init(2, 2).bytes(), 99, true), why);
        reopen();
    }
}
