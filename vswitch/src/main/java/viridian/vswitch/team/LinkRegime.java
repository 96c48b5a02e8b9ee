package viridian.vswitch.team;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.team.lacp.LacpReport;

/** A member whose link is up is used: all of them, or in active/standby one. */
final class LinkRegime implements Regime {

    private static final long SECOND = 1_000_000_000L;

    private enum Trust {
        DOWN,
        /** Up again, and watched for a while. */
        HELD,
        USED
    }

    private final TeamSettings settings;
    private final Team team;
    private final Announcements announcements;
    private final Trust[] trust;
    private final long[] heldUntil;
    private int active = Buckets.NOBODY;
    private Homes homes = new Homes(Buckets.empty(), Buckets.NOBODY);
    private Homes earlier = homes;
    private boolean settled = true;

    LinkRegime(TeamSettings settings, Team team) {
        this.settings = settings;
        this.team = team;
        this.announcements = new Announcements(team.sources());
        this.trust = new Trust[team.members().length];
        this.heldUntil = new long[trust.length];
        Arrays.fill(trust, Trust.DOWN);
    }

    @Override
    public void link(int place, boolean up, long now) {
        trust[place] = up ? Trust.HELD : Trust.DOWN;
        heldUntil[place] = now + settings.holdDownSeconds() * SECOND;
    }

    /** Without LACP its frames are for nobody here. */
    @Override
    public void arrive(int place, Frame frame, long now) {}

    @Override
    public void tick(long now) {
        for (int place = 0; place < trust.length; place++) {
            if (trust[place] == Trust.HELD && now - heldUntil[place] >= 0) trust[place] = Trust.USED;
        }
        boolean anyUsed = Arrays.asList(trust).contains(Trust.USED);
        // A link that may flap is better than none.
        if (!anyUsed) Arrays.setAll(trust, place -> trust[place] == Trust.HELD ? Trust.USED : trust[place]);
        active = standsIn(active, settings.failback());
    }

    /** Who goes on with what one member alone does: that member as long as it can, unless an earlier one shall have it. */
    private int standsIn(int current, boolean earlierGoesFirst) {
        boolean stays = current != Buckets.NOBODY && trust[current] == Trust.USED;
        return stays && !earlierGoesFirst ? current : Arrays.asList(trust).indexOf(Trust.USED);
    }

    @Override
    public boolean[] usable() {
        boolean all = settings.mode() != TeamMode.ACTIVE_STANDBY;
        boolean[] usable = new boolean[trust.length];
        for (int place = 0; place < usable.length; place++) {
            usable[place] = all ? trust[place] == Trust.USED : place == active;
        }
        return usable;
    }

    @Override
    public boolean isSettled() {
        return settled;
    }

    @Override
    public Distribution arrange(Buckets before, Buckets after) {
        int ear = settings.mode() == TeamMode.ACTIVE_STANDBY ? active : standsIn(homes.ear(), false);
        Homes next = new Homes(after, ear);
        boolean moved = !next.equals(homes);
        if (moved) {
            // Where nothing could come in before, nothing can come in a second time.
            earlier = homes.buckets().carriesNothing() ? next : homes;
            settled = false;
            announcements.begin(before, after);
        } else if (announcements.isDone()) {
            earlier = next;
            settled = true;
        }
        homes = next;
        return new IndependentDistribution(team, homes, earlier);
    }

    @Override
    public void announce() {
        announcements.tell(homes.buckets(), team.members());
    }

    @Override
    public void leave() {}

    @Override
    public int ear() {
        return homes.ear();
    }

    @Override
    public long announced() {
        return announcements.sent();
    }

    @Override
    public @Nullable LacpReport report(int place) {
        return null;
    }
}
