package viridian.synthetic.host;

import static viridian.partitions.LittleEndian.i32;

import viridian.partitions.GuestFault;
import viridian.partitions.vmbus.VmbusChannel;
import viridian.partitions.vmbus.ring.PacketDescriptor;
import viridian.partitions.vmbus.ring.PacketHandler;
import viridian.partitions.vmbus.ring.PacketType;
import viridian.synthetic.nvsp.NvspRndis;
import viridian.synthetic.nvsp.NvspStatus;

/**
 * One channel of an adapter, with a way for frames in each direction. The first, number 0, carries all else too; what comes
 * on it and is no frame is its {@link Session}'s.
 *
 * <p>Packets are handled on the channel's processor. A {@link GuestFault} thrown there ends in the channel, which then is
 * not looked at until the guest closes and opens it again.
 */
final class Queue implements PacketHandler {

    private final VmbusChannel channel;
    private final int index;
    private final Session session;
    private final ToGuest toGuest;
    private final FromGuest fromGuest;

    Queue(VmbusChannel channel, int index, Session session, NetVsp adapter) {
        this.channel = channel;
        this.index = index;
        this.session = session;
        toGuest = new ToGuest(channel, index, adapter.counters());
        fromGuest = new FromGuest(adapter);
    }

    int index() {
        return index;
    }

    ToGuest toGuest() {
        return toGuest;
    }

    FromGuest fromGuest() {
        return fromGuest;
    }

    VmbusChannel channel() {
        return channel;
    }

    /** The guest has signalled: reads what it wrote, as far as it can be answered. */
    void signalled() {
        if (session.isEnded()) return;
        toGuest.thaw();
        toGuest.flush();
        if (toGuest.isBlocked()) return;
        channel.receive(this, ToGuest.WAITING_COMPLETIONS);
        fromGuest.flush();
        if (index == 0) session.tellNews();
        toGuest.flush();
    }

    @Override
    public void packet(PacketDescriptor packet) {
        try {
            take(packet);
        } catch (GuestFault fault) {
            // The adapter may end on another thread meanwhile: what that took away is no fault of the guest.
            if (!session.isEnded()) throw fault;
        }
    }

    private void take(PacketDescriptor packet) {
        if (packet.type() == PacketType.COMPLETION) {
            if (!toGuest.release(packet.transactionId())) throw new GuestFault("a completion of nothing");
        } else if (isRndis(packet)) {
            rndis(packet);
        } else if (index == 0) {
            session.message(packet);
        } else {
            throw new GuestFault("a message for the adapter on a further channel");
        }
    }

    private static boolean isRndis(PacketDescriptor packet) {
        return packet.payloadLength() >= NvspRndis.USED_BYTES
                && i32(packet.memory(), packet.payloadAt()) == NvspRndis.TYPE;
    }

    private void rndis(PacketDescriptor packet) {
        session.begin();
        if (!packet.completionRequested()) throw new GuestFault("an RNDIS packet nobody wants completed");
        int channelType = NvspRndis.channelType(packet.memory(), packet.payloadAt());
        if (index > 0 && channelType != NvspRndis.DATA) throw new GuestFault("control on a further channel");
        int length;
        try {
            length = fromGuest.gather(packet, session.sendBuffer());
        } catch (GuestFault outside) {
            toGuest.completeRndis(packet.transactionId(), NvspStatus.FAILURE);
            return;
        }
        if (channelType != NvspRndis.DATA) {
            session.control(channelType, fromGuest.control(length), packet.transactionId());
        } else {
            boolean isGood = session.frames(fromGuest, length);
            toGuest.completeRndis(packet.transactionId(), isGood ? NvspStatus.SUCCESS : NvspStatus.FAILURE);
        }
    }
}
