package viridian.synthetic.fuzz;

import static viridian.partitions.GuestMemory.PAGE_BYTES;
import static viridian.synthetic.fuzz.Neighbourhood.check;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import viridian.partitions.GuestFault;
import viridian.partitions.GuestMemory;
import viridian.partitions.GuestPages;
import viridian.partitions.LittleEndian;
import viridian.partitions.vmbus.SuppliedChannel;
import viridian.partitions.vmbus.VmbusChannel;
import viridian.partitions.vmbus.ring.PacketDescriptor;
import viridian.partitions.vmbus.ring.PacketType;
import viridian.synthetic.Bench;
import viridian.synthetic.host.NetVsp;
import viridian.synthetic.nvsp.NvspMessage;
import viridian.synthetic.nvsp.NvspRndis;
import viridian.vswitch.Port;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;

/**
 * The guest's side of an adapter's channel, without a bus: says what the fuzzer wants said and keeps account of what the
 * host owes.
 *
 * <p>Each packet that asked for a completion gets one, or the channel has stopped; nothing else is completed. Each packet
 * of the host names parts of the receive buffer that the guest does not have already, and in each of them is one whole
 * RNDIS message. Beyond the receive buffer and the rings the host writes nothing.
 */
final class FuzzedAdapter implements SuppliedChannel, AutoCloseable {

    static final long RINGS = 0;
    static final int RING_PAGES = 5;
    static final long RECEIVE = 16L * PAGE_BYTES;
    static final long RECEIVE_BYTES = 24L * PAGE_BYTES;
    static final long SEND = 41L * PAGE_BYTES;
    static final long SEND_BYTES = 9L * PAGE_BYTES;
    /** Where RNDIS messages are put that go by page number. */
    static final long SCRATCH = 51L * PAGE_BYTES;

    static final long MEMORY_BYTES = 64L * PAGE_BYTES;

    // Handles by which the guest shares memory.
    static final int RECEIVE_HANDLE = 1;
    static final int SEND_HANDLE = 2;
    static final int SMALL_HANDLE = 3;
    static final int RING_HANDLE = 4;

    private static final int MAX_DRAINS = 2_000;
    /** More than any receive buffer here holds. */
    private static final int MOST_FRAMES = 200;

    static final Frame FRAME =
            FrameBuilder.frame(Bench.address(1), Neighbourhood.HOSTILE).build();
    private static final GuestMemory MEMORY = new GuestMemory(MEMORY_BYTES);
    private static final MemorySegment ZEROS = MemorySegment.ofArray(new byte[16 * PAGE_BYTES]);
    private static final Neighbourhood NEIGHBOURHOOD = new Neighbourhood();

    final NetVsp host;
    final Neighbourhood neighbourhood = NEIGHBOURHOOD;

    private final Port port;
    private final Deque<Long> held = new ArrayDeque<>();
    private final Map<Long, long[]> ranges = new HashMap<>();
    private final BitSet withGuest = new BitSet();
    private final Set<Long> awaited = new HashSet<>();
    private SuppliedRings rings;
    private VmbusChannel channel;
    private final Set<Integer> announced = new HashSet<>();
    private boolean mustComeBack;
    private long nextId;
    private @Nullable MemorySegment lastAnswer;
    private boolean isJudged = true;
    private boolean isAccounted = true;
    private boolean isDisturbed;

    FuzzedAdapter(NetVsp host) {
        this.host = host;
        MEMORY.clear(0, MEMORY_BYTES);
        port = neighbourhood.plug(host);
        rings = SuppliedRings.ofGuest(MEMORY, RINGS, RING_PAGES);
        channel = VmbusChannel.supplied(host.offer(), this);
        host.open(channel);
    }

    /** The channel is closed and opened again, with empty rings. */
    void reopen() {
        host.close(channel);
        channel.close();
        awaited.clear();
        held.clear();
        ranges.clear();
        withGuest.clear();
        announced.clear();
        isJudged = true;
        isAccounted = true;
        rings = SuppliedRings.ofGuest(MEMORY, RINGS, RING_PAGES);
        channel = VmbusChannel.supplied(host.offer(), this);
        host.open(channel);
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    /** The guest names its receive buffer: one that is no other is judged. */
    void announce(int handle, int id) {
        if (handle == RECEIVE_HANDLE) announced.add(id & 0xFFFF);
        else isJudged = false;
    }

    /** The guest takes its buffer back: what it still has of it means nothing any more. */
    void revoked() {
        isJudged = false;
    }

    /** From now on another thread changes what has been said: nobody can know what is owed. */
    synchronized void disturb() {
        isDisturbed = true;
        isAccounted = false;
        isJudged = false;
    }

    /** The other thread changes bits of a word, if it may; the host may be reading there. */
    synchronized void disturb(long at, int bits) {
        if (isDisturbed) MEMORY.putI32Volatile(at, MEMORY.i32(at) ^ bits);
    }

    /** Nothing is changed any more. */
    synchronized void rest() {
        isDisturbed = false;
    }

    /** What was in the last completion with more than a status, null if there was none since the last packet was sent. */
    @Nullable
    MemorySegment lastAnswer() {
        return lastAnswer;
    }

    /** Sends a packet with a number of its own; false if the ring is full. */
    boolean send(MemorySegment payload, int length, boolean completion) {
        return sendAs(PacketType.IN_BAND, nextId++, payload, length, completion);
    }

    boolean sendAs(int type, long id, MemorySegment payload, int length, boolean completion) {
        lastAnswer = null;
        boolean wrote = rings.writer.write(type, id, completion, payload, 0, length);
        if (wrote && completion && channel.isOpen()) awaited.add(id);
        return wrote;
    }

    /** Sends a packet with ranges of the guest's memory; false if the ring is full. */
    boolean sendDirect(long[] stretches, MemorySegment payload, int length, boolean completion) {
        lastAnswer = null;
        long id = nextId++;
        boolean wrote = rings.writer.writeDirect(stretches, stretches.length / 2, id, completion, payload, 0, length);
        if (wrote && completion && channel.isOpen()) awaited.add(id);
        return wrote;
    }

    /** Ends the packet of the host that the guest has had longest; whether there was one. */
    boolean completeHeld() {
        Long id = held.peek();
        if (id == null) return false;
        MemorySegment done = MemorySegment.ofArray(new byte[8]);
        NvspRndis.writeComplete(done, 0, 1);
        if (!rings.writer.write(PacketType.COMPLETION, id, false, done, 0, 8)) return true;
        held.remove();
        giveBack(id);
        return true;
    }

    private void giveBack(long id) {
        long[] given = ranges.remove(id);
        if (given == null) return;
        for (int i = 0; i < given.length; i += 2) withGuest.clear((int) given[i], (int) (given[i] + given[i + 1]));
    }

    /** How many packets of the host the guest has not ended. */
    int heldPackets() {
        return held.size();
    }

    /** Shows the host what was written, and lets it work until it rests. */
    void turn() {
        rings.writer.publish();
        mustComeBack = true;
        for (int i = 0; mustComeBack; i++) {
            check(i < MAX_DRAINS, "the host never rests");
            mustComeBack = false;
            channel.signalled();
        }
    }

    /** Reads what the host has sent. */
    void hear() {
        try {
            rings.reader.read(this::packet, 10_000);
        } catch (GuestFault notOurRing) {
            // A guest that has shared its rings as its receive buffer finds frames in them.
            check(!isJudged, "the host has written no packet: " + notOurRing.getMessage());
            awaited.clear();
        }
        rings.writer.publish();
    }

    private void packet(PacketDescriptor packet) {
        switch (packet.type()) {
            case PacketType.COMPLETION -> completion(packet);
            case PacketType.TRANSFER_PAGES -> transferPages(packet);
            default -> check(packet.payloadLength() >= 4, "a message of nothing");
        }
    }

    private void completion(PacketDescriptor packet) {
        check(
                awaited.remove(packet.transactionId()) || !isAccounted,
                "completed what was not to be completed: " + packet.transactionId());
        if (packet.payloadLength() > NvspRndis.COMPLETE_BYTES) {
            lastAnswer = packet.memory().asSlice(packet.payloadAt(), packet.payloadLength());
        }
    }

    private void transferPages(PacketDescriptor packet) {
        long id = packet.transactionId();
        check(packet.completionRequested(), "transfer pages nobody would get back");
        if (isJudged) judge(packet, id);
        held.add(id);
    }

    private void judge(PacketDescriptor packet, long id) {
        check(announced.contains(packet.setId()), "another buffer: " + packet.setId());
        check(!ranges.containsKey(id), "a number of a packet the guest still has");
        long[] given = new long[2 * packet.rangeCount()];
        for (int i = 0; i < packet.rangeCount(); i++) {
            long at = packet.rangeOffset(i);
            long length = packet.rangeLength(i);
            check(length >= 8 && at <= RECEIVE_BYTES - length, "%d bytes at %d".formatted(length, at));
            check(
                    withGuest.nextSetBit((int) at) - at < 0 || withGuest.nextSetBit((int) at) >= at + length,
                    "twice given");
            withGuest.set((int) at, (int) (at + length));
            given[2 * i] = at;
            given[2 * i + 1] = length;
            check(LittleEndian.u32(MEMORY.segment(), RECEIVE + at + 4) <= length, "half an RNDIS message");
        }
        ranges.put(id, given);
    }

    /** Hears and ends everything until nothing comes any more; then nobody owes anybody anything. */
    void drain() {
        for (int i = 0; ; i++) {
            check(i < MAX_DRAINS, "it never ends");
            turn();
            hear();
            if (held.isEmpty()) break;
            for (int had = held.size(); had > 0; had--) completeHeld();
        }
        turn();
        hear();
        boolean isOwed = channel.isOpen() && isJudged && isAccounted && !awaited.isEmpty();
        check(!isOwed, awaited.size() + " packets were never completed");
        assertGuarded(RINGS + 2L * RING_PAGES * PAGE_BYTES, RECEIVE);
        assertGuarded(RECEIVE + RECEIVE_BYTES, SEND);
        assertGuarded(SEND + SEND_BYTES, SCRATCH);
    }

    private static void assertGuarded(long from, long to) {
        MemorySegment guard = MEMORY.segment().asSlice(from, to - from);
        check(guard.mismatch(ZEROS.asSlice(0, to - from)) < 0, "the host has written between the buffers");
    }

    /** Sets an adapter up as a driver does that keeps to the rules: version 5, buffers, RNDIS, everything wanted. */
    void setUp() {
        ask(new NvspMessage.Init(0x50000, 0x50000));
        tell(new NvspMessage.NdisConfig(NetVsp.PLAIN_FRAME, NvspMessage.NdisConfig.VLAN));
        tell(new NvspMessage.NdisVersion(6, 30));
        announce(RECEIVE_HANDLE, 0xCAFE);
        ask(new NvspMessage.SendReceiveBuffer(RECEIVE_HANDLE, 0xCAFE));
        ask(new NvspMessage.SendSendBuffer(SEND_HANDLE, 0));
        control(RndisBytes.initialize(1));
        control(RndisBytes.set(2, 0x0001010E, 0x2D));
    }

    private void ask(NvspMessage message) {
        send(message.bytes(), NvspMessage.BYTES, true);
        turn();
        hear();
        check(channel.isOpen() && awaited.isEmpty(), message + " is not answered");
    }

    private void tell(NvspMessage message) {
        send(message.bytes(), NvspMessage.BYTES, false);
        turn();
    }

    private void control(MemorySegment message) {
        rndis(NvspRndis.CONTROL, message, message.byteSize());
        drain();
    }

    /** Sends an RNDIS message from pages of the guest; false if the ring is full. */
    boolean rndis(int channelType, MemorySegment message, long length) {
        MEMORY.write(SCRATCH, message, 0, message.byteSize());
        MemorySegment announcement = MemorySegment.ofArray(new byte[NvspMessage.BYTES]);
        NvspRndis.write(announcement, 0, channelType, NvspRndis.NO_SECTION, 0);
        return sendDirect(new long[] {SCRATCH, length}, announcement, NvspMessage.BYTES, true);
    }

    /**
     * Frames come until the host takes no more, the guest ending nothing.
     *
     * @return how many it took: as many as the receive buffer holds, if none has been lost
     */
    int fill() {
        int taken = 0;
        while (taken < MOST_FRAMES && host.accept(FRAME)) taken++;
        host.flush();
        turn();
        return taken;
    }

    /** The guest begins anew and keeps to the rules: frames go both ways, and the others hear each other. */
    void assertRecovers() {
        host.link(true);
        reopen();
        setUp();
        check(host.isRunning(), "the guest has begun anew and its adapter does not run");
        check(fill() > 16, "the receive buffer has shrunk");
        drain();
        long before = host.counters().received();
        MemorySegment packet = RndisBytes.packet(RndisBytes.frame());
        rndis(NvspRndis.DATA, packet, packet.byteSize());
        drain();
        check(host.counters().received() == before + 1, "a good frame does not pass");
        neighbourhood.assertSound();
    }

    @Override
    public void close() {
        host.close(channel);
        channel.close();
        port.unplug();
    }

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
    public void comeBack() {
        mustComeBack = true;
    }

    @Override
    public @Nullable GuestPages gpadl(int handle) {
        return switch (handle) {
            case RECEIVE_HANDLE -> GuestPages.contiguous(MEMORY, RECEIVE, RECEIVE_BYTES);
            case SEND_HANDLE -> GuestPages.contiguous(MEMORY, SEND, SEND_BYTES);
            case SMALL_HANDLE -> GuestPages.contiguous(MEMORY, SEND, PAGE_BYTES);
            case RING_HANDLE -> GuestPages.contiguous(MEMORY, RINGS, 2L * RING_PAGES * PAGE_BYTES);
            default -> null;
        };
    }

    @Override
    public int offerSubchannels(int count) {
        return 0;
    }
}
