package viridian.synthetic.guest;

import static viridian.partitions.LittleEndian.i32;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import viridian.partitions.GuestPages;
import viridian.partitions.vmbus.ChannelOffer;
import viridian.partitions.vmbus.VmbusChannel;
import viridian.partitions.vmbus.VmbusDevice;
import viridian.partitions.vmbus.ring.PacketDescriptor;
import viridian.partitions.vmbus.ring.PacketType;
import viridian.synthetic.Bench;
import viridian.synthetic.Bytes;
import viridian.synthetic.NetworkClass;
import viridian.synthetic.nvsp.NvspMessage;
import viridian.synthetic.nvsp.NvspRndis;
import viridian.synthetic.nvsp.NvspVersion;
import viridian.synthetic.rndis.RndisMessage;

/** A host without an adapter: writes down what a driver says, answers as a test wants, and says whatever bytes it likes. */
final class BareHost implements VmbusDevice {

    private static final int SUBALLOCATION = 1806;

    private final NvspVersion newest;
    private final List<String> heard = new ArrayList<>();
    private final List<Integer> lengths = new ArrayList<>();
    private final List<MemorySegment> frames = new ArrayList<>();
    private final List<VmbusChannel> further = new ArrayList<>();
    private final Map<Integer, MemorySegment> objects = new HashMap<>();
    private int promised;
    private UnaryOperator<NvspMessage> answers = answer -> answer;
    private UnaryOperator<RndisMessage> replies = reply -> reply;
    private @Nullable VmbusChannel channel;
    private @Nullable GuestPages receiveBuffer;
    private int receiveGpadl;

    BareHost(NvspVersion newest) {
        this.newest = newest;
    }

    /** Changes what it answers to NVSP messages. */
    void answers(UnaryOperator<NvspMessage> answers) {
        this.answers = answers;
    }

    /** Changes what it replies to RNDIS messages. */
    void replies(UnaryOperator<RndisMessage> replies) {
        this.replies = replies;
    }

    /** What the driver has said since the last time. */
    List<String> takeHeard() {
        List<String> taken = List.copyOf(heard);
        heard.clear();
        return taken;
    }

    /** How long the NVSP messages of the setup were in the ring. */
    List<Integer> lengths() {
        return List.copyOf(lengths);
    }

    /** The messages frames came in since the last time, all of a packet as one. */
    List<MemorySegment> takeFrames() {
        List<MemorySegment> taken = List.copyOf(frames);
        frames.clear();
        return taken;
    }

    /** Answers a query with this value. */
    void has(int oid, MemorySegment value) {
        objects.put(oid, value);
    }

    /** Grants so many further channels, and offers them. */
    void promise(int channels) {
        promised = channels;
    }

    /** The further channels that are open, in the order of their numbers. */
    List<VmbusChannel> further() {
        return List.copyOf(further);
    }

    VmbusChannel channel() {
        VmbusChannel now = channel;
        if (now == null) throw new AssertionError("the channel is not open");
        return now;
    }

    @Override
    public ChannelOffer offer() {
        return NetworkClass.offer(Bench.address(1));
    }

    @Override
    public void open(VmbusChannel opened) {
        if (opened.offer().subchannel() == 0) channel = opened;
        else further.add(opened);
        opened.onSignal(() -> {
            opened.receive(packet -> hear(opened, packet), 64);
            opened.flush();
        });
    }

    @Override
    public void close(VmbusChannel closed) {
        int number = closed.offer().subchannel();
        if (number == 0) channel = null;
        else further.remove(closed);
        heard.add(number == 0 ? "closed" : "closed " + number);
    }

    private void hear(VmbusChannel from, PacketDescriptor packet) {
        String wish = packet.completionRequested() ? " C" : "";
        if (packet.type() == PacketType.COMPLETION) {
            heard.add("completed " + packet.transactionId());
        } else if (i32(packet.memory(), packet.payloadAt()) == NvspRndis.TYPE) {
            hearRndis(from, packet, wish);
        } else {
            NvspMessage message = NvspMessage.read(packet.memory(), packet.payloadAt(), packet.payloadLength());
            heard.add(message + wish);
            lengths.add(packet.payloadLength());
            NvspMessage answer = answers.apply(answer(message));
            if (packet.completionRequested()) {
                channel().complete(packet.transactionId(), answer.bytes(), 0, NvspMessage.BYTES);
            }
        }
    }

    private NvspMessage answer(NvspMessage message) {
        return switch (message) {
            case NvspMessage.Init init -> new NvspMessage.InitComplete(-1, 34, init.newest() <= newest.wire() ? 1 : 0);
            case NvspMessage.Subchannel asked -> {
                channel().offerSubchannels(Math.min(promised, asked.count()));
                yield new NvspMessage.Subchannel(1, Math.min(promised, asked.count()));
            }
            case NvspMessage.SendReceiveBuffer sent -> {
                GuestPages pages = channel().gpadl(sent.gpadl());
                receiveBuffer = pages;
                receiveGpadl = sent.gpadl();
                int count = (int) (pages.length() / SUBALLOCATION);
                yield new NvspMessage.ReceiveBufferComplete(1, 1, 0, SUBALLOCATION, count, count * SUBALLOCATION);
            }
            case NvspMessage.RevokeReceiveBuffer revoke -> {
                channel().releaseGpadl(receiveGpadl);
                yield revoke;
            }
            case NvspMessage.SendSendBuffer _ -> new NvspMessage.SendBufferComplete(1, 6144);
            default -> new NvspMessage.Unknown(0);
        };
    }

    private void hearRndis(VmbusChannel from, PacketDescriptor packet, String wish) {
        if (NvspRndis.channelType(packet.memory(), packet.payloadAt()) == NvspRndis.DATA) {
            hearFrames(from, packet, wish);
            return;
        }
        MemorySegment bytes = MemorySegment.ofArray(new byte[(int) packet.directLength()]);
        packet.readDirect(0, bytes, 0, bytes.byteSize());
        RndisMessage message = RndisMessage.read(bytes);
        heard.add(text(message) + wish);
        MemorySegment done = MemorySegment.ofArray(new byte[NvspRndis.COMPLETE_BYTES]);
        NvspRndis.writeComplete(done, 0, 1);
        channel().complete(packet.transactionId(), done, 0, NvspRndis.COMPLETE_BYTES);
        if (message instanceof RndisMessage.Halt) return;
        control(0, replies.apply(reply(message)).bytes());
    }

    /** Frames in pages are completed; those in a section stay with the host, as when it is slow. */
    private void hearFrames(VmbusChannel from, PacketDescriptor packet, String wish) {
        int section = NvspRndis.section(packet.memory(), packet.payloadAt());
        if (section != NvspRndis.NO_SECTION) {
            heard.add("frames in section " + section + wish);
            return;
        }
        MemorySegment bytes = MemorySegment.ofArray(new byte[(int) packet.directLength()]);
        packet.readDirect(0, bytes, 0, bytes.byteSize());
        frames.add(bytes);
        heard.add("frames of " + bytes.byteSize() + " in pages" + wish);
        completes(from, packet.transactionId());
    }

    /** Says that it is done with frames. */
    void completes(VmbusChannel on, long id) {
        MemorySegment done = MemorySegment.ofArray(new byte[NvspRndis.COMPLETE_BYTES]);
        NvspRndis.writeComplete(done, 0, 1);
        on.complete(id, done, 0, NvspRndis.COMPLETE_BYTES);
        on.flush();
    }

    private static String text(RndisMessage message) {
        return switch (message) {
            case RndisMessage.Query query -> "query " + HexFormat.of().toHexDigits(query.oid());
            case RndisMessage.Set set -> "set " + HexFormat.of().toHexDigits(set.oid()) + " " + Bytes.text(set.info());
            default -> message.toString();
        };
    }

    private RndisMessage reply(RndisMessage message) {
        return switch (message) {
            case RndisMessage.Initialize begin -> new RndisMessage.InitializeComplete(begin.request(), 0, 8, 0x4000, 3);
            case RndisMessage.Set set -> new RndisMessage.SetComplete(set.request(), 0);
            case RndisMessage.Query query ->
                new RndisMessage.QueryComplete(
                        query.request(), 0, objects.getOrDefault(query.oid(), value(query.oid())));
            case RndisMessage.Reset _ -> new RndisMessage.ResetComplete(0);
            case RndisMessage.KeepAlive alive -> new RndisMessage.KeepAliveComplete(alive.request(), 0);
            default -> message;
        };
    }

    private static MemorySegment value(int oid) {
        return switch (oid) {
            case 0x00010106 -> Bytes.of("dc 05 00 00");
            case 0x01010101 -> Bytes.of("00 15 5d 00 00 01");
            case 0xFC01020D -> Bytes.padded("a7 03 9c 00", 156);
            default -> Bytes.of("00 00 00 00");
        };
    }

    /** Puts a control message at the beginning of a suballocation and tells the driver. */
    void control(int suballocation, MemorySegment message) {
        put((long) suballocation * SUBALLOCATION, message);
        int[] offset = {suballocation * SUBALLOCATION};
        announce(Terms.RECEIVE_ID, NvspRndis.CONTROL, offset, new int[] {(int) message.byteSize()}, suballocation);
    }

    void put(long at, MemorySegment bytes) {
        GuestPages buffer = receiveBuffer;
        if (buffer == null) throw new AssertionError("there is no receive buffer");
        buffer.write(at, bytes, 0, bytes.byteSize());
    }

    /** Tells the driver of messages in the receive buffer, wherever they may be. */
    void announce(int setId, int channelType, int[] offsets, int[] lengths, long id) {
        announce(channel(), setId, channelType, offsets, lengths, id);
    }

    /** On this channel. */
    void announce(VmbusChannel on, int setId, int channelType, int[] offsets, int[] lengths, long id) {
        MemorySegment message = MemorySegment.ofArray(new byte[NvspMessage.BYTES]);
        NvspRndis.write(message, 0, channelType, NvspRndis.NO_SECTION, 0);
        on.sendTransferPages(setId, offsets, lengths, offsets.length, message, 0, NvspMessage.BYTES, id, true);
        on.flush();
    }
}
