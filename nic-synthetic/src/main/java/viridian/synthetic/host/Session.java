package viridian.synthetic.host;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import viridian.partitions.GuestFault;
import viridian.partitions.vmbus.VmbusChannel;
import viridian.partitions.vmbus.ring.PacketDescriptor;
import viridian.synthetic.host.SavedAdapter.SavedQueue;
import viridian.synthetic.host.SavedAdapter.SavedRndis;
import viridian.synthetic.nvsp.NvspMessage;
import viridian.synthetic.nvsp.NvspMessage.IndirectionTable;
import viridian.synthetic.nvsp.NvspMessage.InitComplete;
import viridian.synthetic.nvsp.NvspMessage.OidQuery;
import viridian.synthetic.nvsp.NvspMessage.OidQueryComplete;
import viridian.synthetic.nvsp.NvspMessage.PacketDirect;
import viridian.synthetic.nvsp.NvspMessage.RevokeReceiveBuffer;
import viridian.synthetic.nvsp.NvspMessage.RevokeSendBuffer;
import viridian.synthetic.nvsp.NvspMessage.Subchannel;
import viridian.synthetic.nvsp.NvspMessage.SwitchDataPath;
import viridian.synthetic.nvsp.NvspRndis;
import viridian.synthetic.nvsp.NvspStatus;
import viridian.synthetic.nvsp.NvspVersion;
import viridian.synthetic.rndis.RndisMessage;
import viridian.synthetic.rndis.RndisStatus;
import viridian.synthetic.rss.FlowHash;
import viridian.synthetic.rss.RssParameters;
import viridian.vswitch.frame.Frame;

/**
 * One life of an adapter, from the opening of its first channel to the close: first {@link Setup}, from the first RNDIS
 * packet on frames, control messages, further channels and the end.
 *
 * <p>Messages are handled on the root's processor. {@link #accept} and {@link #flush} are for any thread.
 */
final class Session {

    private final VmbusChannel channel;
    private final NetVsp adapter;
    private final Setup setup;
    private final Queues queues;
    private final PacketFilter filter;
    private final News news = new News();

    /** From the setup on. */
    private volatile @Nullable SendBuffer sendBuffer;

    /** From the first RNDIS packet on. */
    private volatile @Nullable Rndis rndis;

    private volatile Agreement agreement = Agreement.NONE;
    private volatile boolean isEnded;

    /** The RNDIS end, the objects it is asked for, and what is to be done with frames. */
    private record Rndis(RndisControl control, AdapterObjects objects, TaskOffloads offloads) {}

    Session(VmbusChannel channel, NetVsp adapter) {
        this.channel = channel;
        this.adapter = adapter;
        NetVspSettings settings = adapter.settings();
        setup = new Setup(channel, settings.newest(), settings.maxFrame());
        queues = new Queues(new Queue(channel, 0, this, adapter), settings.channels());
        filter = new PacketFilter(adapter.address(), queues::park);
    }

    /** Whether the guest speaks RNDIS on a channel that works: frames can go both ways. */
    boolean isRunning() {
        Rndis now = rndis;
        return now != null && now.control.isInitialized() && channel.isOpen() && !isEnded;
    }

    boolean isEnded() {
        return isEnded;
    }

    /** The first channel. */
    Queue first() {
        return queues.first();
    }

    @Nullable
    SendBuffer sendBuffer() {
        return sendBuffer;
    }

    /** A frame for the guest; see {@link ToGuest#accept}. One that the guest does not want is taken and forgotten. */
    boolean accept(Frame frame) {
        Agreement agreed = agreement;
        Rndis now = rndis;
        if (now == null || !isRunning() || frame.wireLength() > agreed.mtu()) return false;
        if (!filter.passes(frame)) {
            adapter.counters().countFiltered();
            return true;
        }
        // Without agreement on tags a priority can be left out, a VLAN cannot.
        if (frame.vlan() != 0 && !agreed.takesTags()) return false;
        int tag = agreed.takesTags() ? frame.tag() : Frame.UNTAGGED;
        Spreading spreading = now.objects.spreading();
        if (spreading == null) return queues.first().toGuest().accept(frame, tag, FlowHash.NONE);
        long hashed = spreading.hash(frame);
        return queues.at(spreading.channel(hashed)).toGuest().accept(frame, tag, hashed);
    }

    void flush() {
        queues.flush();
    }

    /** The guest opened a channel it was offered beside the first. */
    void open(VmbusChannel further) {
        add(further);
        if (!queues.areAllOpen()) return;
        news.add(News.TABLE);
        tellNews();
        queues.first().toGuest().flush();
    }

    private Queue add(VmbusChannel further) {
        Queue queue = new Queue(further, further.offer().subchannel(), this, adapter);
        ReceiveBuffer buffer = setup.receiveBuffer();
        Rndis now = rndis;
        if (now == null || buffer == null) throw new GuestFault("a further channel before the first is in use");
        queue.toGuest().use(buffer, agreement, now.offloads);
        queue.toGuest().park(filter.wanted() == 0);
        further.onSignal(queue::signalled);
        queues.add(queue);
        return queue;
    }

    /** The guest closed a further channel; frames go by the first again. */
    void close(VmbusChannel further) {
        queues.close(further);
    }

    /** Something about the adapter has changed: the guest is told, now or as soon as there is room. */
    void change(int kind) {
        news.add(kind);
        tellNews();
        queues.first().toGuest().flush();
    }

    /** Tells the guest what is new as far as there is room. */
    void tellNews() {
        Rndis now = rndis;
        if (now == null || news.isNone()) return;
        if (now.control.isInitialized()) {
            news.tell(
                    adapter.isLinked(), adapter.bitsPerSecond(), queues.first().toGuest()::indicate);
        }
        if (news.isPending(News.TABLE) && queues.first().toGuest().say(indirectionTable())) news.told(News.TABLE);
    }

    private NvspMessage indirectionTable() {
        int channels = queues.count();
        return new IndirectionTable(IntStream.range(0, IndirectionTable.ENTRIES)
                .mapToObj(i -> i % channels)
                .toList());
    }

    /** All that is to be known to go on elsewhere. */
    byte[] save() {
        Rndis now = rndis;
        SavedRndis saved = now == null ? null : save(now);
        SavedQueue first = queues.first().toGuest().save();
        return setup.save(saved, queues.count() - 1, news.pending(), first).toBytes();
    }

    private SavedRndis save(Rndis now) {
        RssParameters rss = now.objects.rss();
        byte[] spread = rss == null ? new byte[0] : rss.bytes().toArray(ValueLayout.JAVA_BYTE);
        return new SavedRndis(
                now.control.isInitialized(), filter.wanted(), filter.groups(), now.offloads.current(), spread);
    }

    /** What is to be known of a further channel. */
    byte[] save(int index) {
        Queue queue = queues.open(index);
        if (queue == null) throw new IllegalStateException("channel " + index + " is not open");
        return queue.toGuest().save().toBytes();
    }

    /** Goes on as saved, over the same guest memory; a {@link GuestFault} if that does not fit this adapter. */
    void restore(byte[] state) {
        SavedAdapter saved = SavedAdapter.read(state);
        setup.restore(saved);
        agreement = setup.agreement();
        sendBuffer = setup.sendBuffer();
        if (saved.promised() >= adapter.settings().channels())
            throw new GuestFault("more saved channels than there are");
        queues.promise(saved.promised());
        ReceiveBuffer buffer = setup.receiveBuffer();
        if (buffer != null && saved.promised() > 0) buffer.share(1 + saved.promised());
        SavedRndis was = saved.rndis();
        if (was != null) restore(was, buffer);
        queues.first().toGuest().restore(saved.channel());
        // Whether the cable was in elsewhere the guest knows; whether it is in here it is told.
        news.add((saved.news() & (News.SPEED | News.NETWORK | News.TABLE)) | News.LINK);
    }

    private void restore(SavedRndis was, @Nullable ReceiveBuffer buffer) {
        if (buffer == null && !was.isInitialized()) {
            // The guest had said farewell and taken its buffers back: only the close is to come.
            return;
        }
        begin();
        Rndis now = rndis;
        if (now == null) return;
        now.control.restore(was.isInitialized());
        now.offloads.restore(was.offloads());
        if (was.groups().length > PacketFilter.LIST_LIMIT) throw new GuestFault("more saved groups than there can be");
        filter.join(was.groups());
        filter.want(was.filter());
        if (was.rss().length == 0) return;
        RssParameters rss = RssParameters.read(MemorySegment.ofArray(was.rss()), queues.count());
        if (rss == null) throw new GuestFault("saved spreading over channels that are not there");
        now.objects.spread(rss);
    }

    /** A further channel goes on as saved. */
    void restore(VmbusChannel further, byte[] state) {
        SavedQueue saved = SavedQueue.read(state);
        boolean isToldAgain = news.isPending(News.TABLE);
        Queue queue = add(further);
        queue.toGuest().restore(saved);
        if (queues.areAllOpen() && isToldAgain) tellNews();
    }

    /** The channel is closed: when this returns, nothing touches it or the guest's memory any more. */
    void end() {
        isEnded = true;
        queues.end();
    }

    /** A packet on the first channel that is not about RNDIS. */
    void message(PacketDescriptor packet) {
        NvspVersion version = setup.agreement().version();
        NvspMessage message = NvspMessage.read(packet.memory(), packet.payloadAt(), packet.payloadLength());
        if (version != null && !version.knows(message.type()))
            throw new GuestFault(message + " is newer than " + version);
        if (rndis == null) setUp(message, packet);
        else take(message, packet);
    }

    private void setUp(NvspMessage message, PacketDescriptor packet) {
        NvspMessage answer = setup.take(message);
        agreement = setup.agreement();
        sendBuffer = setup.sendBuffer();
        complete(packet, answer);
        if (answer != null && setup.isBeyondHope(answer)) {
            queues.first().toGuest().flush();
            throw new GuestFault(message + " names no memory to receive in");
        }
    }

    private void take(NvspMessage message, PacketDescriptor packet) {
        switch (message) {
            case RevokeReceiveBuffer revoke -> revoke(revoke, packet);
            case RevokeSendBuffer revoke -> revoke(revoke, packet);
            case Subchannel wish -> allocate(wish, packet);
            // The synthetic path is the only one.
            case SwitchDataPath _ -> complete(packet, null);
            // Where an answer would lie is not known from any public source.
            case OidQuery _ -> complete(packet, new OidQueryComplete(NvspStatus.FAILURE, 0));
            case PacketDirect asked -> complete(packet, new PacketDirect(asked.operation(), RndisStatus.NOT_SUPPORTED));
            default -> throw new GuestFault(message + " after setup");
        }
    }

    private void complete(PacketDescriptor packet, @Nullable NvspMessage answer) {
        if (!packet.completionRequested()) return;
        queues.first().toGuest().complete(packet.transactionId(), answer, answerBytes(packet, answer));
    }

    private int answerBytes(PacketDescriptor packet, @Nullable NvspMessage answer) {
        // The first answer is of the first length: only it says whether longer ones are understood.
        if (answer instanceof InitComplete) return NvspMessage.BYTES;
        // DPDK's driver asks for channels by a long message in every version, and takes no shorter answer.
        boolean isAskedLong = answer instanceof Subchannel && packet.payloadLength() >= NvspMessage.LONG_BYTES;
        return isAskedLong ? NvspMessage.LONG_BYTES : agreement.messageBytes();
    }

    private void revoke(RevokeReceiveBuffer revoke, PacketDescriptor packet) {
        ReceiveBuffer used = queues.revoke();
        if (used == null || used.name().id() != revoke.id()) throw new GuestFault(revoke + " names no buffer");
        setup.forget(true);
        channel.releaseGpadl(used.name().gpadl());
        complete(packet, null);
    }

    private void revoke(RevokeSendBuffer revoke, PacketDescriptor packet) {
        SendBuffer used = sendBuffer;
        if (used == null || used.name().id() != revoke.id()) throw new GuestFault(revoke + " names no buffer");
        sendBuffer = null;
        setup.forget(false);
        channel.releaseGpadl(used.name().gpadl());
        complete(packet, null);
    }

    private void allocate(Subchannel wish, PacketDescriptor packet) {
        int further = allowed(wish);
        queues.promise(further);
        ReceiveBuffer buffer = setup.receiveBuffer();
        if (further > 0 && buffer != null) buffer.share(1 + further);
        // Guests take no offer of a channel that was not promised before.
        complete(packet, new Subchannel(further > 0 ? NvspStatus.SUCCESS : NvspStatus.FAILURE, further));
        queues.first().toGuest().flush();
        if (further > 0) channel.offerSubchannels(further);
    }

    /** How many further channels a guest gets that asks for them; 0 refuses. */
    private int allowed(Subchannel wish) {
        if (queues.arePromised()) throw new GuestFault("further channels twice");
        long wanted = Integer.toUnsignedLong(wish.count());
        ReceiveBuffer buffer = setup.receiveBuffer();
        boolean isSound = wish.operationOrStatus() == Subchannel.ALLOCATE
                && wanted + 1 <= adapter.settings().channels()
                && buffer != null
                && wanted + 1 <= buffer.capacity();
        return isSound ? channel.subchannelsToOffer((int) wanted) : 0;
    }

    /** An RNDIS packet: with the first, the setup is over. */
    void begin() {
        if (rndis != null) return;
        ReceiveBuffer buffer = setup.receiveBuffer();
        if (!setup.isComplete() || buffer == null) throw new GuestFault("RNDIS before the setup was complete");
        TaskOffloads offloads = TaskOffloads.of(agreement, adapter.settings().takesWork());
        queues.first().toGuest().use(buffer, agreement, offloads);
        queues.first().toGuest().park(true);
        AdapterObjects objects = new AdapterObjects(adapter, agreement, filter, offloads, queues::count);
        rndis = new Rndis(new RndisControl(objects, filter), objects, offloads);
    }

    /** Hands on the frames of a packet; whether none broke a rule. */
    boolean frames(FromGuest from, int length) {
        Rndis now = rndis;
        return now != null && now.control.isInitialized() && from.deliver(length, agreement, now.offloads);
    }

    /** A control message that was copied out of a packet on the first channel. */
    void control(int channelType, MemorySegment message, long id) {
        Rndis now = rndis;
        ToGuest toGuest = queues.first().toGuest();
        List<RndisMessage> answers = null;
        if (now != null && channelType == NvspRndis.CONTROL && toGuest.hasRoomForAnswers()) {
            answers = now.control.answers(RndisMessage.read(message));
        }
        // First the packet is completed, then its message is answered: guests wait for them in this order.
        toGuest.completeRndis(id, answers == null ? NvspStatus.FAILURE : NvspStatus.SUCCESS);
        if (answers != null) answers.forEach(toGuest::answer);
    }
}
