package viridian.vswitch.team;

import org.jspecify.annotations.Nullable;
import viridian.vswitch.frame.Frame;

/** The partner aggregates: it sends each frame once, on any link, and minds no address on any of them. */
final class AggregateDistribution implements Distribution {

    private final Member[] members;
    private final Balance balance;
    private final BucketUse use;
    private final Buckets buckets;
    private final boolean[] collecting;

    AggregateDistribution(Member[] members, Balance balance, BucketUse use, Buckets buckets, boolean[] collecting) {
        this.members = members;
        this.balance = balance;
        this.use = use;
        this.buckets = buckets;
        this.collecting = collecting;
    }

    @Override
    public boolean send(Frame frame) {
        int bucket = Buckets.bucket(FlowHash.of(balance, frame));
        int place = buckets.member(bucket);
        if (place == Buckets.NOBODY) return false;
        use.mark(bucket);
        return members[place].send(frame);
    }

    @Override
    public @Nullable Refusal refuses(Member member, Frame frame) {
        return collecting[member.place()] ? null : Refusal.NOT_COLLECTING;
    }
}
