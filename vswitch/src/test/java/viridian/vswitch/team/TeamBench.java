package viridian.vswitch.team;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import viridian.vswitch.SwitchEvent;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.FrameSink;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.RecordingNic;

/** A team of recording adapters whose links the test turns on and off, and an ear where the switch would be. */
final class TeamBench {

    static final long SECOND = 1_000_000_000L;
    static final long TICK = SECOND / 10;
    static final MacAddress OUTSIDE = MacAddress.parse("02-00-00-00-00-99");

    final RecordingNic[] nics;
    final boolean[] up;
    final TeamNic team;
    final List<SwitchEvent> events = new ArrayList<>();
    final List<Frame> heard = new ArrayList<>();
    long now = -SECOND;

    TeamBench(String settings) {
        TeamSettings wanted = TeamSettings.parse(settings);
        nics = new RecordingNic[wanted.members().size()];
        up = new boolean[nics.length];
        Arrays.fill(up, true);
        List<TeamMember> members = new ArrayList<>();
        for (int place = 0; place < nics.length; place++) {
            int which = place;
            nics[place] = new RecordingNic(MacAddress.of(0x0200_0000_0A00L + place), 1514 + place);
            members.add(new TeamMember(wanted.members().get(place), nics[place], () -> up[which]));
        }
        team = new TeamNic("uplink", wanted, members, events::add, now);
        team.start(new Ear());
    }

    private final class Ear implements FrameSink {
        @Override
        public boolean accept(Frame frame) {
            return heard.add(frame.copy());
        }

        @Override
        public void flush() {}
    }

    /** A station inside, one of many. */
    static MacAddress station(int number) {
        return MacAddress.of(0x0015_5D00_0000L + number);
    }

    void tick() {
        now += TICK;
        team.tick(now);
    }

    void seconds(double time) {
        for (int i = 0; i < time * 10; i++) tick();
    }

    void link(int place, boolean isUp) {
        up[place] = isUp;
        tick();
    }

    boolean send(FrameBuilder frame) {
        boolean sent = team.accept(frame.build());
        team.flush();
        return sent;
    }

    /** Sends a frame of this station to the outside; on which member it left. */
    int leavesBy(MacAddress station) {
        return leavesBy(FrameBuilder.frame(station, OUTSIDE));
    }

    int leavesBy(FrameBuilder frame) {
        for (RecordingNic nic : nics) nic.takeHeard();
        if (!send(frame)) return Buckets.NOBODY;
        int by = Buckets.NOBODY;
        for (int place = 0; place < nics.length; place++) {
            int frames = nics[place].takeHeard().size();
            if (frames > 1 || (frames == 1 && by >= 0)) throw new AssertionError("a frame left more than once");
            if (frames == 1) by = place;
        }
        return by;
    }

    /** The network brings a frame to every member whose link is up; how many went up. */
    int floods(FrameBuilder frame) {
        int before = heard.size();
        for (int place = 0; place < nics.length; place++) {
            if (up[place]) nics[place].says(frame.build());
        }
        return heard.size() - before;
    }

    boolean arrives(int place, FrameBuilder frame) {
        int before = heard.size();
        nics[place].says(frame.build());
        return heard.size() > before;
    }

    /** What a member has sent since it was last asked, announcements only. */
    List<MacAddress> announcedBy(int place) {
        return nics[place].takeHeard().stream()
                .filter(frame -> frame.etherType() == 0x8035)
                .map(frame -> MacAddress.of(frame.source()))
                .toList();
    }

    MemberReport report(int place) {
        return team.report().members().get(place);
    }
}
