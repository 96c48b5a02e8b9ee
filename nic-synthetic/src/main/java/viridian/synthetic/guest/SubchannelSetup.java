package viridian.synthetic.guest;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import viridian.partitions.vmbus.VmbusChannel;
import viridian.synthetic.nvsp.NvspMessage;
import viridian.synthetic.nvsp.NvspMessage.Subchannel;
import viridian.synthetic.nvsp.NvspStatus;
import viridian.synthetic.rndis.RndisOid;
import viridian.synthetic.rss.RssParameters;

/**
 * Further channels, as Linux gets them: asks for a number, opens each that the host then offers, and has the host spread
 * what it sends over all of them, first with that switched off, then on (Linux {@code drivers/net/hyperv/rndis_filter.c},
 * {@code rndis_set_subchannel}). Runs on the guest's first processor.
 */
final class SubchannelSetup {

    private final int wanted;
    private final Opener opener;
    private final RndisRequests requests;
    private final Steering steering;
    private final Consumer<List<Queue>> done;

    private final List<VmbusChannel> offered = new ArrayList<>();
    private final List<Queue> opened = new ArrayList<>();
    private int promised = -1;
    private int unanswered;

    /** Makes a queue of an offered channel and opens it; {@code told} gets it, or null if the host refused. */
    interface Opener {
        void open(VmbusChannel channel, Consumer<@Nullable Queue> told);
    }

    /** @param done told the further queues that could be opened, in order */
    SubchannelSetup(int wanted, Opener opener, RndisRequests requests, Steering steering, Consumer<List<Queue>> done) {
        this.wanted = wanted;
        this.opener = opener;
        this.requests = requests;
        this.steering = steering;
        this.done = done;
    }

    /** What to ask the host. */
    NvspMessage question() {
        return new Subchannel(Subchannel.ALLOCATE, wanted);
    }

    /** The host has answered: more than was asked for, or nonsense, is none at all. */
    void answered(NvspMessage answer) {
        boolean isGood = answer instanceof Subchannel granted
                && granted.operationOrStatus() == NvspStatus.SUCCESS
                && granted.count() >= 0
                && granted.count() <= wanted;
        promised = isGood ? ((Subchannel) answer).count() : 0;
        if (promised == 0) done.accept(List.of());
        else openOffered();
    }

    /** A further channel was offered; the answer may come before it or after. */
    void offered(VmbusChannel channel) {
        int index = channel.offer().subchannel();
        boolean isKnown = offered.stream().anyMatch(other -> other.offer().subchannel() == index);
        if (isKnown || index < 1 || index > wanted) return;
        offered.add(channel);
        if (promised > 0) openOffered();
    }

    private void openOffered() {
        if (offered.size() < promised || unanswered > 0 || !opened.isEmpty()) return;
        List<VmbusChannel> toOpen = List.copyOf(offered.subList(0, promised));
        unanswered = toOpen.size();
        for (VmbusChannel channel : toOpen) opener.open(channel, this::opened);
    }

    private void opened(@Nullable Queue queue) {
        if (queue != null) opened.add(queue);
        if (--unanswered > 0) return;
        opened.sort(Comparator.comparingInt(one -> one.channel().offer().subchannel()));
        spread(RssParameters.DISABLE, () -> spread(0, () -> done.accept(List.copyOf(opened))));
    }

    /** A host that does not spread sends all on the first channel, which works too. */
    private void spread(int flags, Runnable then) {
        RssParameters parameters = steering.parameters(flags, opened.size() + 1);
        requests.set(RndisOid.RECEIVE_SCALE_PARAMETERS, parameters.bytes(), _ -> then.run());
    }
}
