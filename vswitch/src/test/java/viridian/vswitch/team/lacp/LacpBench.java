package viridian.vswitch.team.lacp;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.MacAddress;

/** Two systems with links between them; a step is a tenth of a second, and what was sent arrives in the next. */
final class LacpBench {

    static final MacAddress LEFT = MacAddress.parse("02-00-00-00-01-00");
    static final MacAddress RIGHT = MacAddress.parse("02-00-00-00-02-00");

    private static final long STEP = Lacp.SECOND / 10;

    final Lacp left;
    final Lacp right;
    final List<Frame> sentByLeft = new ArrayList<>();
    long now = Long.MAX_VALUE - 50 * Lacp.SECOND; // the clock may pass its greatest number

    private final int links;
    private final boolean[] up;
    private final Deque<Runnable> travelling = new ArrayDeque<>();
    private final SplittableRandom random;
    private int lostInAHundred;

    LacpBench(LacpSettings left, LacpSettings right, int links) {
        this(left, right, links, 1);
    }

    LacpBench(LacpSettings left, LacpSettings right, int links, long seed) {
        this.links = links;
        this.up = new boolean[links];
        this.random = new SplittableRandom(seed);
        this.left = new Lacp(left, addresses(left.system(), links), (place, frame) -> {
            sentByLeft.add(frame);
            travel(place, frame, true);
        });
        this.right = new Lacp(right, addresses(right.system(), links), (place, frame) -> travel(place, frame, false));
        for (int link = 0; link < links; link++) link(link, true);
    }

    static LacpBench of(int links) {
        return new LacpBench(LacpSettings.of(LEFT), LacpSettings.of(RIGHT), links);
    }

    static List<MacAddress> addresses(MacAddress system, int links) {
        List<MacAddress> addresses = new ArrayList<>();
        for (int link = 0; link < links; link++) addresses.add(MacAddress.of(system.bits() + link));
        return addresses;
    }

    private void travel(int link, Frame frame, boolean rightwards) {
        if (!up[link] || random.nextInt(100) < lostInAHundred) return;
        travelling.add(() -> {
            if (up[link]) (rightwards ? right : left).arrive(link, frame, now);
        });
    }

    void loses(int inAHundred) {
        lostInAHundred = inAHundred;
    }

    void link(int link, boolean isUp) {
        up[link] = isUp;
        left.link(link, isUp, now);
        right.link(link, isUp, now);
    }

    /** The cable goes, and neither side's adapter notices. */
    void cutUnnoticed(int link) {
        up[link] = false;
    }

    void step() {
        now += STEP;
        for (int arriving = travelling.size(); arriving > 0; arriving--)
            travelling.remove().run();
        left.tick(now);
        right.tick(now);
    }

    void seconds(double time) {
        for (int i = 0; i < time * 10; i++) step();
    }

    /** Links on which both sides send and take frames. */
    List<Integer> carrying() {
        List<Integer> carrying = new ArrayList<>();
        for (int link = 0; link < links; link++) {
            boolean both = left.distributes(link) && right.distributes(link);
            if (both && left.collects(link) && right.collects(link)) carrying.add(link);
        }
        return carrying;
    }

    boolean[] up() {
        return Arrays.copyOf(up, links);
    }
}
