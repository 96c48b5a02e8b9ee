package viridian.vswitch.team;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.SwitchEvent;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.Nic;
import viridian.vswitch.team.lacp.Lacp;
import viridian.vswitch.team.lacp.LacpReport;
import viridian.vswitch.team.lacp.LacpSettings;

/** A member is used when both ends agree that it is. */
final class LacpRegime implements Regime {

    private final String name;
    private final Team team;
    private final Lacp lacp;
    private final Consumer<SwitchEvent> events;
    private final @Nullable TeamEvent[] last;

    LacpRegime(String name, TeamSettings settings, Team team, Consumer<SwitchEvent> events) {
        this.name = name;
        this.team = team;
        this.events = events;
        List<MacAddress> addresses = Arrays.stream(team.members())
                .map(member -> member.nic().address())
                .toList();
        this.lacp = new Lacp(lacpSettings(settings, addresses), addresses, this::send);
        this.last = new TeamEvent[addresses.size()];
    }

    /** The system is named by its first adapter that has an address. */
    private static LacpSettings lacpSettings(TeamSettings settings, List<MacAddress> addresses) {
        MacAddress system = addresses.stream()
                .filter(address -> !address.equals(MacAddress.NONE))
                .findFirst()
                .orElse(MacAddress.NONE);
        return new LacpSettings(
                system,
                settings.systemPriority(),
                settings.key(),
                settings.portPriority(),
                settings.active(),
                settings.fast(),
                settings.links());
    }

    private void send(int place, Frame frame) {
        Nic nic = team.members()[place].nic();
        nic.accept(frame);
        nic.flush();
    }

    @Override
    public void link(int place, boolean up, long now) {
        lacp.link(place, up, now);
    }

    @Override
    public void arrive(int place, Frame frame, long now) {
        lacp.arrive(place, frame, now);
    }

    @Override
    public void tick(long now) {
        lacp.tick(now);
        for (Member member : team.members()) tellChange(member);
    }

    private void tellChange(Member member) {
        LacpReport report = lacp.report(member.place());
        TeamEvent event = new TeamEvent.LacpChanged(
                name,
                member.name(),
                report.selection(),
                report.actor().state().toString(),
                report.partner().system().toString());
        boolean isNews = last[member.place()] != null && !event.equals(last[member.place()]);
        last[member.place()] = event;
        if (isNews) events.accept(event);
    }

    @Override
    public boolean[] usable() {
        boolean[] usable = new boolean[team.members().length];
        for (int place = 0; place < usable.length; place++) usable[place] = lacp.distributes(place);
        return usable;
    }

    /** There is nothing to follow: the partner takes a frame on any link. */
    @Override
    public boolean isSettled() {
        return true;
    }

    @Override
    public Distribution arrange(Buckets before, Buckets after) {
        boolean[] collecting = new boolean[team.members().length];
        for (int place = 0; place < collecting.length; place++) collecting[place] = lacp.collects(place);
        return new AggregateDistribution(team.members(), team.balance(), team.use(), after, collecting);
    }

    @Override
    public void announce() {}

    @Override
    public void leave() {
        lacp.leave();
    }

    @Override
    public int ear() {
        return Buckets.NOBODY;
    }

    @Override
    public long announced() {
        return 0;
    }

    @Override
    public LacpReport report(int place) {
        return lacp.report(place);
    }
}
