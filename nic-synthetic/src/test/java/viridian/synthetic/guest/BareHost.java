package viridian.synthetic.guest;

import static viridian.partitions.LittleEndian.i32;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
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
        channel = opened;
        opened.onSignal(() -> {
            opened.receive(this::hear, 64);
            opened.flush();
        });
    }

    @Override
    public void close(VmbusChannel closed) {
        channel = null;
        heard.add("closed");
    }

    private void hear(PacketDescriptor packet) {
        String wish = packet.completionRequested() ? " C" : "";
        if (packet.type() == PacketType.COMPLETION) {
            heard.add("completed " + packet.transactionId());
        } else if (i32(packet.memory(), packet.payloadAt()) == NvspRndis.TYPE) {
            hearRndis(packet, wish);
        } else {
            NvspMessage message = NvspMessage.read(packet.memory(), packet.payloadAt(), packet.payloadLength());
            heard.add(message + wish);
            NvspMessage answer = answers.apply(answer(message));
            if (packet.completionRequested()) {
                channel().complete(packet.transactionId(), answer.bytes(), 0, NvspMessage.BYTES);
            }
        }
    }

    private NvspMessage answer(NvspMessage message) {
        return switch (message) {
            case NvspMessage.Init init -> new NvspMessage.InitComplete(-1, 34, init.newest() <= newest.wire() ? 1 : 0);
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

    private void hearRndis(PacketDescriptor packet, String wish) {
        if (NvspRndis.channelType(packet.memory(), packet.payloadAt()) == NvspRndis.DATA) {
            heard.add("frames" + wish);
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

    private static String text(RndisMessage message) {
        return switch (message) {
            case RndisMessage.Query query -> "query " + HexFormat.of().toHexDigits(query.oid());
            case RndisMessage.Set set -> "set " + HexFormat.of().toHexDigits(set.oid()) + " " + Bytes.text(set.info());
            default -> message.toString();
        };
    }

    private static RndisMessage reply(RndisMessage message) {
        return switch (message) {
            case RndisMessage.Initialize begin -> new RndisMessage.InitializeComplete(begin.request(), 0, 8, 0x4000, 3);
            case RndisMessage.Set set -> new RndisMessage.SetComplete(set.request(), 0);
            case RndisMessage.Query query -> new RndisMessage.QueryComplete(query.request(), 0, value(query.oid()));
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
        MemorySegment message = MemorySegment.ofArray(new byte[NvspMessage.BYTES]);
        NvspRndis.write(message, 0, channelType, NvspRndis.NO_SECTION, 0);
        channel().sendTransferPages(setId, offsets, lengths, offsets.length, message, 0, NvspMessage.BYTES, id, true);
        channel().flush();
    }
}
