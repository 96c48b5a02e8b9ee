package viridian.vswitch.team;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import viridian.vswitch.Clockwork;
import viridian.vswitch.SwitchEvent;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameSink;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.Nic;

/**
 * Several adapters that are one: frames are spread over the members, and when a member's link fails the others carry what
 * was its. It sits in one port of a switch.
 *
 * <p>All decisions are made by {@link #tick}: it looks at the links, reads what came for LACP, and puts up a new arrangement.
 * Frames go by the arrangement they find. So a failure is noticed a tenth of a second after the adapter notices it, at the
 * latest; whoever knows earlier calls {@code tick} himself.
 */
public final class TeamNic implements Nic, Clockwork {

    /** Nothing passes. */
    private static final Distribution ENDED = new Distribution() {
        @Override
        public boolean send(Frame frame) {
            return false;
        }

        @Override
        public Refusal refuses(Member member, Frame frame) {
            return Refusal.ANOTHERS;
        }
    };

    /** Opens a member of this name. */
    @FunctionalInterface
    public interface Opener {
        TeamMember open(String name) throws IOException;
    }

    private final String name;
    private final TeamSettings settings;
    private final List<TeamMember> wanted;
    private final Member[] members;
    private final int maxFrame;
    private final boolean takesUnfinished;
    private final BucketUse use = new BucketUse();
    private final RecentSources sources;
    private final Regime regime;
    private final Consumer<SwitchEvent> events;

    // Of the clock's thread, under this object's lock.
    private final boolean[] up;
    private Inlet[] inlets = {};
    private Buckets buckets = Buckets.empty();
    private boolean closed;

    private volatile Distribution distribution = ENDED;

    /**
     * A team of adapters that are open, and are the team's from now on.
     *
     * @param name of the team, for events
     * @param settings {@code members} are not looked at
     * @param wanted in their order
     * @param events told of what happens to the team, on the clock's thread
     * @param now the clock's time, nanoseconds
     * @throws IllegalArgumentException if there is no member, or for LACP none with an address
     */
    public TeamNic(
            String name, TeamSettings settings, List<TeamMember> wanted, Consumer<SwitchEvent> events, long now) {
        if (wanted.isEmpty()) throw new IllegalArgumentException("team " + name + " has no member");
        this.name = name;
        this.settings = settings;
        this.wanted = List.copyOf(wanted);
        this.events = events;
        this.members = new Member[wanted.size()];
        for (int place = 0; place < members.length; place++) members[place] = new Member(place, wanted.get(place));
        this.maxFrame = wanted.stream()
                .mapToInt(member -> member.nic().maxFrame())
                .min()
                .orElseThrow();
        this.takesUnfinished = wanted.stream().allMatch(member -> member.nic().takesUnfinished());
        this.sources = new RecentSources(now);
        this.regime = regime();
        this.up = new boolean[members.length];
        for (int place = 0; place < up.length; place++) {
            up[place] = wanted.get(place).link().isUp();
            regime.link(place, up[place], now);
        }
        regime.tick(now);
        buckets = Buckets.empty().onto(regime.usable());
        distribution = regime.arrange(buckets, buckets);
    }

    /**
     * Opens every member and makes a team of them.
     *
     * @throws IOException if a member cannot be opened; those that were are closed again
     */
    public static TeamNic open(
            String name, TeamSettings settings, Opener opener, Consumer<SwitchEvent> events, long now)
            throws IOException {
        List<TeamMember> opened = new ArrayList<>();
        try {
            for (String member : settings.members()) opened.add(opener.open(member));
            return new TeamNic(name, settings, opened, events, now);
        } catch (IOException | RuntimeException e) {
            for (TeamMember member : opened) member.nic().close();
            throw e;
        }
    }

    private Regime regime() {
        Team team = new Team(members, settings.balance(), use, sources, new Disguise());
        return settings.mode() == TeamMode.LACP
                ? new LacpRegime(name, settings, team, events)
                : new LinkRegime(settings, team);
    }

    public String name() {
        return name;
    }

    public TeamSettings settings() {
        return settings;
    }

    /** The first member's. */
    @Override
    public MacAddress address() {
        return members[0].nic().address();
    }

    /** What every member carries. */
    @Override
    public int maxFrame() {
        return maxFrame;
    }

    @Override
    public void start(FrameSink receiver) {
        for (Inlet inlet : inlets(receiver)) inlet.member().nic().start(inlet);
    }

    private synchronized Inlet[] inlets(FrameSink receiver) {
        if (inlets.length > 0) throw new IllegalStateException("team " + name + " was started before");
        inlets = new Inlet[members.length];
        for (Member member : members) inlets[member.place()] = new Inlet(member, () -> distribution, receiver);
        return inlets;
    }

    @Override
    public boolean accept(Frame frame) {
        return frame.wireLength() <= maxFrame && distribution.send(frame);
    }

    /** If every member does. */
    @Override
    public boolean takesUnfinished() {
        return takesUnfinished;
    }

    @Override
    public void flush() {
        for (Member member : members) member.flush();
    }

    @Override
    public synchronized void tick(long nowNanos) {
        if (closed) return;
        sources.time(nowNanos);
        use.turn();
        for (Member member : members) lookAt(member.place(), nowNanos);
        for (Inlet inlet : inlets) readMail(inlet, nowNanos);
        regime.tick(nowNanos);
        rearrange();
    }

    private void lookAt(int place, long now) {
        boolean is = wanted.get(place).link().isUp();
        if (is == up[place]) return;
        up[place] = is;
        String member = members[place].name();
        events.accept(is ? new TeamEvent.MemberUp(name, member) : new TeamEvent.MemberDown(name, member));
        regime.link(place, is, now);
    }

    private void readMail(Inlet inlet, long now) {
        for (Frame frame = inlet.nextMail(); frame != null; frame = inlet.nextMail()) {
            regime.arrive(inlet.member().place(), frame, now);
        }
    }

    private void rearrange() {
        boolean[] usable = regime.usable();
        Buckets before = buckets;
        Buckets after = before.onto(usable);
        boolean failed = after != before;
        if (!failed && regime.isSettled()) after = before.levelled(usable, mayMove());
        buckets = after;
        distribution = regime.arrange(before, after);
        regime.announce();
        tellMove(before, after, failed);
    }

    private IntPredicate mayMove() {
        return settings.atOnce() ? bucket -> true : use::isIdle;
    }

    private void tellMove(Buckets before, Buckets after, boolean failed) {
        if (before == after) return;
        if (after.carriesNothing()) events.accept(new TeamEvent.NobodyLeft(name));
        else if (!before.carriesNothing()) {
            events.accept(new TeamEvent.FlowsMoved(name, after.movedSince(before), failed));
        }
    }

    /** How the team is now. */
    public synchronized TeamReport report() {
        boolean[] usable = regime.usable();
        List<MemberReport> reports = new ArrayList<>();
        for (Member member : members) reports.add(report(member, usable[member.place()]));
        String ear = regime.ear() == Buckets.NOBODY ? "" : members[regime.ear()].name();
        return new TeamReport(name, settings, ear, regime.announced(), reports);
    }

    private MemberReport report(Member member, boolean used) {
        int place = member.place();
        Map<Refusal, Long> refused = new EnumMap<>(Refusal.class);
        for (Refusal why : Refusal.values()) refused.put(why, member.refused(why));
        return new MemberReport(
                member.name(),
                up[place],
                used,
                buckets.parts(place),
                member.sent(),
                member.received(),
                refused,
                inlets.length == 0 ? 0 : inlets[place].lostMail(),
                regime.report(place));
    }

    /** Ends the team and its members; a LACP partner is told. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) return;
            closed = true;
            distribution = ENDED;
            regime.leave();
        }
        for (Member member : members) member.nic().close();
    }

    @Override
    public String toString() {
        return "team " + name;
    }
}
