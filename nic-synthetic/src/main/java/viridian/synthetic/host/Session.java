package viridian.synthetic.host;

import static viridian.partitions.LittleEndian.i32;

import java.util.List;
import org.jspecify.annotations.Nullable;
import viridian.partitions.GuestFault;
import viridian.partitions.vmbus.VmbusChannel;
import viridian.partitions.vmbus.ring.PacketDescriptor;
import viridian.partitions.vmbus.ring.PacketHandler;
import viridian.partitions.vmbus.ring.PacketType;
import viridian.synthetic.nvsp.NvspMessage;
import viridian.synthetic.nvsp.NvspMessage.OidQuery;
import viridian.synthetic.nvsp.NvspMessage.OidQueryComplete;
import viridian.synthetic.nvsp.NvspMessage.RevokeReceiveBuffer;
import viridian.synthetic.nvsp.NvspMessage.RevokeSendBuffer;
import viridian.synthetic.nvsp.NvspMessage.Subchannel;
import viridian.synthetic.nvsp.NvspMessage.SwitchDataPath;
import viridian.synthetic.nvsp.NvspRndis;
import viridian.synthetic.nvsp.NvspStatus;
import viridian.synthetic.nvsp.NvspVersion;
import viridian.synthetic.rndis.RndisMessage;
import viridian.synthetic.rndis.RndisStatus;
import viridian.vswitch.frame.Frame;

/**
 * One life of an adapter's channel, from open to close: first {@link Setup}, from the first RNDIS packet on packets,
 * completions and the end.
 *
 * <p>Packets are handled on the root's processor. A {@link GuestFault} thrown there ends in the channel, which then is
 * not looked at until the guest closes and opens it again. {@link #accept} and {@link #flush} are for any thread.
 */
final class Session implements PacketHandler {

    private final VmbusChannel channel;
    private final NetVsp adapter;
    private final Setup setup;
    private final ToGuest toGuest;
    private final FromGuest fromGuest;
    private final PacketFilter filter;
    private @Nullable SendBuffer sendBuffer;

    /** From the first RNDIS packet on. */
    private volatile @Nullable Rndis rndis;

    private volatile Agreement agreement = Agreement.NONE;
    private volatile boolean mustTellLink;
    private volatile boolean isEnded;

    /** The RNDIS end and the objects it is asked for. */
    private record Rndis(RndisControl control, AdapterObjects objects) {}

    Session(VmbusChannel channel, NetVsp adapter, NvspVersion newest) {
        this.channel = channel;
        this.adapter = adapter;
        setup = new Setup(channel, newest, adapter.maxFrame());
        toGuest = new ToGuest(channel, adapter.counters());
        fromGuest = new FromGuest(adapter);
        filter = new PacketFilter(adapter.address());
    }

    /** Whether the guest speaks RNDIS on a channel that works: frames can go both ways. */
    boolean isRunning() {
        Rndis now = rndis;
        return now != null && now.control.isInitialized() && channel.isOpen() && !isEnded;
    }

    /** The guest has signalled: reads what it wrote, as far as it can be answered. */
    void signalled() {
        if (isEnded) return;
        toGuest.flush();
        if (toGuest.isBlocked()) return;
        channel.receive(this, ToGuest.WAITING_COMPLETIONS);
        fromGuest.flush();
        if (mustTellLink) tellLink();
        toGuest.flush();
    }

    /** A frame for the guest; see {@link ToGuest#accept}. One that the guest does not want is taken and forgotten. */
    boolean accept(Frame frame) {
        Agreement agreed = agreement;
        if (!isRunning() || frame.length() > agreed.mtu()) return false;
        if (!filter.passes(frame)) {
            adapter.counters().countFiltered();
            return true;
        }
        // Without agreement on tags a priority can be left out, a VLAN cannot.
        if (frame.vlan() != 0 && !agreed.takesTags()) return false;
        if (!toGuest.accept(frame, agreed.takesTags() ? frame.tag() : Frame.UNTAGGED)) return false;
        adapter.counters().countSent();
        return true;
    }

    void flush() {
        toGuest.flush();
    }

    /** The adapter's cable was put in or pulled: the guest is told, now or as soon as there is room. */
    void link() {
        mustTellLink = true;
        tellLink();
        toGuest.flush();
    }

    private void tellLink() {
        Rndis now = rndis;
        if (now == null) return;
        now.objects.link(adapter.isLinked());
        if (now.control.isInitialized()) mustTellLink = !toGuest.indicate(linkIndication());
    }

    private RndisMessage linkIndication() {
        int status = adapter.isLinked() ? RndisStatus.MEDIA_CONNECT : RndisStatus.MEDIA_DISCONNECT;
        return new RndisMessage.Indicate(status, RndisMessage.NOTHING);
    }

    /** The channel is closed: when this returns, nothing touches it or the guest's memory any more. */
    void end() {
        isEnded = true;
        toGuest.end();
    }

    @Override
    public void packet(PacketDescriptor packet) {
        try {
            take(packet);
        } catch (GuestFault fault) {
            // The adapter may end on another thread meanwhile: what that took away is no fault of the guest.
            if (!isEnded) throw fault;
        }
    }

    private void take(PacketDescriptor packet) {
        if (packet.type() == PacketType.COMPLETION) {
            if (!toGuest.release(packet.transactionId())) throw new GuestFault("a completion of nothing");
        } else if (isRndis(packet)) {
            rndis(packet);
        } else {
            NvspMessage message = NvspMessage.read(packet.memory(), packet.payloadAt(), packet.payloadLength());
            NvspMessage answer = rndis == null ? setUp(message) : take(message);
            if (packet.completionRequested()) toGuest.complete(packet.transactionId(), answer);
        }
    }

    private static boolean isRndis(PacketDescriptor packet) {
        return packet.payloadLength() >= NvspRndis.USED_BYTES
                && i32(packet.memory(), packet.payloadAt()) == NvspRndis.TYPE;
    }

    private @Nullable NvspMessage setUp(NvspMessage message) {
        NvspMessage answer = setup.take(message);
        agreement = setup.agreement();
        sendBuffer = setup.sendBuffer();
        return answer;
    }

    private @Nullable NvspMessage take(NvspMessage message) {
        NvspVersion version = setup.agreement().version();
        if (version == null || !version.knows(message.type())) throw new GuestFault(message + " is too new");
        return switch (message) {
            case RevokeReceiveBuffer revoke -> revoke(revoke);
            case RevokeSendBuffer revoke -> revoke(revoke);
            // The synthetic path is the only one, and the first channel too.
            case SwitchDataPath _ -> null;
            case Subchannel _ -> new Subchannel(NvspStatus.FAILURE, 0);
            case OidQuery _ -> new OidQueryComplete(NvspStatus.FAILURE, 0);
            default -> throw new GuestFault(message + " after setup");
        };
    }

    private @Nullable NvspMessage revoke(RevokeReceiveBuffer revoke) {
        ReceiveBuffer used = toGuest.revoke();
        if (used == null || used.name().id() != revoke.id()) throw new GuestFault(revoke + " names no buffer");
        channel.releaseGpadl(used.name().gpadl());
        return null;
    }

    private @Nullable NvspMessage revoke(RevokeSendBuffer revoke) {
        SendBuffer used = sendBuffer;
        if (used == null || used.name().id() != revoke.id()) throw new GuestFault(revoke + " names no buffer");
        sendBuffer = null;
        channel.releaseGpadl(used.name().gpadl());
        return null;
    }

    private void rndis(PacketDescriptor packet) {
        Rndis now = rndis;
        if (now == null) now = begin();
        if (!packet.completionRequested()) throw new GuestFault("an RNDIS packet nobody wants completed");
        int channelType = NvspRndis.channelType(packet.memory(), packet.payloadAt());
        int length;
        try {
            length = fromGuest.gather(packet, sendBuffer);
        } catch (GuestFault outside) {
            toGuest.completeRndis(packet.transactionId(), NvspStatus.FAILURE);
            return;
        }
        if (channelType == NvspRndis.DATA) frames(now, length, packet.transactionId());
        else control(now, channelType, length, packet.transactionId());
    }

    private Rndis begin() {
        ReceiveBuffer buffer = setup.receiveBuffer();
        if (!setup.isComplete() || buffer == null) throw new GuestFault("RNDIS before the setup was complete");
        toGuest.use(buffer);
        AdapterObjects objects = new AdapterObjects(adapter.address(), agreement.mtu(), filter, adapter.isLinked());
        Rndis begun = new Rndis(new RndisControl(objects, filter), objects);
        rndis = begun;
        return begun;
    }

    private void frames(Rndis now, int length, long id) {
        boolean isGood = now.control.isInitialized() && fromGuest.deliver(length, agreement);
        toGuest.completeRndis(id, isGood ? NvspStatus.SUCCESS : NvspStatus.FAILURE);
    }

    private void control(Rndis now, int channelType, int length, long id) {
        List<RndisMessage> answers = null;
        if (channelType == NvspRndis.CONTROL && toGuest.hasRoomForAnswers()) {
            answers = now.control.answers(RndisMessage.read(fromGuest.control(length)));
        }
        // First the packet is completed, then its message is answered: guests wait for them in this order.
        toGuest.completeRndis(id, answers == null ? NvspStatus.FAILURE : NvspStatus.SUCCESS);
        if (answers != null) answers.forEach(toGuest::answer);
    }
}
