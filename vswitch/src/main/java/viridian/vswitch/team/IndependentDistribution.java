package viridian.vswitch.team;

import org.jspecify.annotations.Nullable;
import viridian.vswitch.frame.Frame;

/**
 * The network does not know of the team. It has to find each station behind one member, its home, or it would take the
 * station to be moving all the time; and it hands frames for all, and frames for stations it does not know, to every
 * member, of which one may take them.
 */
final class IndependentDistribution implements Distribution {

    /** Our choice: far longer than a frame of ours needs to come back, far shorter than a station needs to move away. */
    private static final long REFLECTION_NANOS = 500_000_000L;

    /** Our choice: whoever has spoken within a minute is known to every switch, none of which forgets so early. */
    private static final long KNOWN_NANOS = 60_000_000_000L;

    private final Team team;
    private final Homes homes;

    /** Before the last change, while the network may not have followed it yet; else the same as {@link #homes}. */
    private final Homes earlier;

    IndependentDistribution(Team team, Homes homes, Homes earlier) {
        this.team = team;
        this.homes = homes;
        this.earlier = earlier;
    }

    @Override
    public boolean send(Frame frame) {
        long source = frame.source();
        int home = Buckets.bucket(FlowHash.station(source, frame.vlan()));
        int place = homes.buckets().member(home);
        if (place == Buckets.NOBODY) return false;
        team.sources().sent(RecentSources.station(source, frame.vlan()));
        Member speaker = team.members()[place];
        if (team.balance() == Balance.PORT || !FlowHash.isIndifferentToSource(frame)) {
            team.use().mark(home);
            return speaker.send(frame);
        }
        int flow = Buckets.bucket(FlowHash.of(team.balance(), frame));
        team.use().mark(flow);
        return sendBy(team.members()[homes.buckets().member(flow)], speaker, frame);
    }

    /** Away from home a frame leaves under the member's own address, so that the network does not look for the station there. */
    private boolean sendBy(Member carrier, Member speaker, Frame frame) {
        long address = carrier.nic().address().bits();
        if (carrier == speaker || address == 0) return speaker.send(frame);
        return carrier.send(team.disguise().under(address, frame));
    }

    @Override
    public @Nullable Refusal refuses(Member member, Frame frame) {
        long source = RecentSources.station(frame.source(), frame.vlan());
        boolean own = team.placeOf(frame.source()) != Buckets.NOBODY;
        if (own || team.sources().sentWithin(source, REFLECTION_NANOS)) {
            return Refusal.REFLECTED;
        }
        boolean takes = frame.isGroup() ? hears(member.place()) : isHome(member.place(), frame);
        if (!takes) return Refusal.ANOTHERS;
        team.sources().forget(source);
        return null;
    }

    private boolean hears(int place) {
        return homes.ear() == place && earlier.ear() == place;
    }

    /**
     * While a change settles, the network sends what is for a station it knows to the old home or to the new one, never to
     * both. What is for others it may send to both, at different times, so then none takes it.
     */
    private boolean isHome(int place, Frame frame) {
        long destination = frame.destination();
        int own = team.placeOf(destination);
        if (own != Buckets.NOBODY) return place == own;
        int bucket = Buckets.bucket(FlowHash.station(destination, frame.vlan()));
        int now = homes.buckets().member(bucket);
        int before = earlier.buckets().member(bucket);
        if (now == before) return place == now;
        if (place != now && place != before) return false;
        return team.sources().sentWithin(RecentSources.station(destination, frame.vlan()), KNOWN_NANOS);
    }
}
