package viridian.vswitch.team;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.SwitchEvent;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.FrameSink;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.Nic;

/** Two teams with a cable between each pair of members. What is sent waits on its cable until it is brought over. */
final class TwoTeams {

    final TeamNic left;
    final TeamNic right;
    final List<SwitchEvent> events = new ArrayList<>();
    final List<Frame> heardLeft = new ArrayList<>();
    final List<Frame> heardRight = new ArrayList<>();
    final boolean[] up;
    long now;

    private final Lane[] rightwards;
    private final Lane[] leftwards;

    TwoTeams(String left, String right) {
        TeamSettings leftSettings = TeamSettings.parse(left);
        TeamSettings rightSettings = TeamSettings.parse(right);
        int links = leftSettings.members().size();
        up = new boolean[links];
        Arrays.fill(up, true);
        rightwards = lanes(links);
        leftwards = lanes(links);
        this.left = team("left", leftSettings, 0x0200_0000_0100L, rightwards, leftwards);
        this.right = team("right", rightSettings, 0x0200_0000_0200L, leftwards, rightwards);
        this.left.start(keeping(heardLeft));
        this.right.start(keeping(heardRight));
    }

    private static Lane[] lanes(int links) {
        Lane[] lanes = new Lane[links];
        Arrays.setAll(lanes, link -> new Lane());
        return lanes;
    }

    private TeamNic team(String name, TeamSettings settings, long address, Lane[] out, Lane[] in) {
        List<TeamMember> members = new ArrayList<>();
        for (int link = 0; link < up.length; link++) {
            int which = link;
            Nic nic = new End(MacAddress.of(address + link), out[link], in[link]);
            members.add(new TeamMember(settings.members().get(link), nic, () -> up[which]));
        }
        return new TeamNic(name, settings, members, events::add, now);
    }

    private static FrameSink keeping(List<Frame> heard) {
        return new FrameSink() {
            @Override
            public boolean accept(Frame frame) {
                return heard.add(frame.copy());
            }

            @Override
            public void flush() {}
        };
    }

    /** What was on a broken cable is lost. */
    void link(int link, boolean isUp) {
        up[link] = isUp;
        rightwards[link].travelling.clear();
        leftwards[link].travelling.clear();
    }

    /** Brings over what is on a cable now, to the right and to the left. */
    void bring(int link) {
        rightwards[link].bring(up[link]);
        leftwards[link].bring(up[link]);
    }

    void tick() {
        now += TeamBench.TICK;
        for (int link = 0; link < up.length; link++) bring(link);
        left.tick(now);
        right.tick(now);
    }

    void seconds(double time) {
        for (int i = 0; i < time * 10; i++) tick();
    }

    /** Sends a frame from the left; by which link it came. */
    int crossesBy(FrameBuilder frame) {
        for (int link = 0; link < up.length; link++) bring(link);
        int before = heardRight.size();
        left.accept(frame.build());
        for (int link = 0; link < up.length; link++) {
            bring(link);
            if (heardRight.size() > before) return link;
        }
        return Buckets.NOBODY;
    }

    private static final class Lane {
        final Deque<Frame> travelling = new ArrayDeque<>();

        @Nullable
        FrameSink receiver;

        void bring(boolean isUp) {
            for (int frames = travelling.size(); frames > 0; frames--) {
                Frame frame = travelling.remove();
                if (isUp && receiver != null) receiver.accept(frame);
            }
        }
    }

    private record End(MacAddress address, Lane out, Lane in) implements Nic {
        @Override
        public int maxFrame() {
            return 1514;
        }

        @Override
        public void start(FrameSink receiver) {
            in.receiver = receiver;
        }

        @Override
        public boolean accept(Frame frame) {
            return out.travelling.add(frame.copy());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
