package viridian.synthetic.host;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;
import viridian.partitions.GuestFault;
import viridian.synthetic.rndis.RndisMessage;
import viridian.synthetic.rndis.RndisMessage.Halt;
import viridian.synthetic.rndis.RndisMessage.Indicate;
import viridian.synthetic.rndis.RndisMessage.Initialize;
import viridian.synthetic.rndis.RndisMessage.InitializeComplete;
import viridian.synthetic.rndis.RndisMessage.KeepAlive;
import viridian.synthetic.rndis.RndisMessage.KeepAliveComplete;
import viridian.synthetic.rndis.RndisMessage.Misplaced;
import viridian.synthetic.rndis.RndisMessage.Query;
import viridian.synthetic.rndis.RndisMessage.QueryComplete;
import viridian.synthetic.rndis.RndisMessage.Reset;
import viridian.synthetic.rndis.RndisMessage.ResetComplete;
import viridian.synthetic.rndis.RndisMessage.Set;
import viridian.synthetic.rndis.RndisMessage.SetComplete;
import viridian.synthetic.rndis.RndisMessage.SetEx;
import viridian.synthetic.rndis.RndisMessage.SetExComplete;
import viridian.synthetic.rndis.RndisStatus;

/** The host's end of RNDIS: what a control message is answered with ([MS-RNDIS] section 3.1). */
final class RndisControl {

    /** PACKET messages in one transfer, at most: what current hosts announce. */
    static final int MAX_PACKETS = 8;

    /** What current hosts announce as the bytes of one transfer at most; large sends are longer all the same. */
    static final int MAX_TRANSFER_BYTES = 0x4000;

    /** Answers to one message, at most. */
    static final int MAX_ANSWERS = 2;

    private static final int ALIGNMENT_SHIFT = 3;

    private final AdapterObjects objects;
    private final PacketFilter filter;
    private volatile boolean isInitialized;

    RndisControl(AdapterObjects objects, PacketFilter filter) {
        this.objects = objects;
        this.filter = filter;
    }

    /** Whether the guest has begun to speak RNDIS and has not ended it. */
    boolean isInitialized() {
        return isInitialized;
    }

    /** Goes on as saved. */
    void restore(boolean isInitialized) {
        this.isInitialized = isInitialized;
    }

    /**
     * What to say back, in this order.
     *
     * @return null if the message is refused
     * @throws GuestFault if the guest begins twice
     */
    @Nullable
    List<RndisMessage> answers(RndisMessage message) {
        if (message instanceof Initialize initialize) return List.of(initialize(initialize));
        if (!isInitialized) return null;
        return switch (message) {
            case Halt _ -> halt();
            case Query query -> List.of(query(query));
            case Set set -> set(set);
            case Reset _ -> List.of(new ResetComplete(RndisStatus.SUCCESS));
            case SetEx set ->
                List.of(new SetExComplete(set.request(), RndisStatus.NOT_SUPPORTED, RndisMessage.NOTHING));
            case KeepAlive alive -> List.of(new KeepAliveComplete(alive.request(), RndisStatus.SUCCESS));
            case Misplaced misplaced -> misplaced(misplaced);
            default -> null;
        };
    }

    private RndisMessage initialize(Initialize message) {
        if (isInitialized) throw new GuestFault("RNDIS was initialized twice");
        isInitialized = true;
        return new InitializeComplete(
                message.request(), RndisStatus.SUCCESS, MAX_PACKETS, MAX_TRANSFER_BYTES, ALIGNMENT_SHIFT);
    }

    private List<RndisMessage> halt() {
        isInitialized = false;
        filter.want(0);
        return List.of();
    }

    private RndisMessage query(Query query) {
        MemorySegment value = objects.query(query.oid(), query.info());
        if (value == null) return new QueryComplete(query.request(), RndisStatus.NOT_SUPPORTED, RndisMessage.NOTHING);
        return new QueryComplete(query.request(), RndisStatus.SUCCESS, value);
    }

    private List<RndisMessage> set(Set set) {
        int status = objects.set(set.oid(), set.info());
        RndisMessage answer = new SetComplete(set.request(), status);
        if (status != RndisStatus.SUCCESS || !objects.changesOffloads(set.oid())) return List.of(answer);
        return List.of(answer, new Indicate(RndisStatus.OFFLOAD_CURRENT_CONFIG, objects.currentOffloads()));
    }

    private static List<RndisMessage> misplaced(Misplaced message) {
        int status = RndisStatus.INVALID_DATA;
        return switch (message.type()) {
            case Set.TYPE -> List.of(new SetComplete(message.request(), status));
            case SetEx.TYPE -> List.of(new SetExComplete(message.request(), status, RndisMessage.NOTHING));
            default -> List.of(new QueryComplete(message.request(), status, RndisMessage.NOTHING));
        };
    }
}
