package viridian.tools.bench.adapters;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A way between two guests worth measuring.
 *
 * @param name by which it is asked for
 * @param path what the frames go through
 * @param frameBytes of each frame, without tag and check sequence; of each packet's payload in a ring
 * @param goal what is asked of it
 */
public record AdapterCase(String name, Path path, int frameBytes, Goal goal) {

    /** What lies between the two who speak. */
    public enum Path {
        /** A ring, written and read by the same thread in turns: nobody is between. */
        RING,
        /** Driver, ring, device, switch, and the same back: NetVSC to NetVSC. */
        SYNTHETIC,
        /** The same, with some 61 KB of TCP payload in each frame and the cutting left to the adapter. */
        SYNTHETIC_LARGE_SEND,
        /** The same, between adapters with jumbo frames: fewer and larger parts. */
        SYNTHETIC_LARGE_SEND_JUMBO,
        /** Driver, registers by intercepts, device, switch, and the same back: TulipDriver to TulipDriver. */
        LEGACY,
        /** The same, with each device in a process of its own, which answers for each register and has the frames by a socket. */
        WORKER
    }

    /** The longest frame a host of Hyper-V's takes as a large send. */
    private static final int LARGE_SEND = 0xF53C;

    private static final List<AdapterCase> ALL = List.of(
            new AdapterCase("ring-64", Path.RING, 64, new Goal.PerSecondPerCore(20e6)),
            new AdapterCase("synthetic-60", Path.SYNTHETIC, 60, new Goal.PerSecond(3e6)),
            new AdapterCase("synthetic-1514", Path.SYNTHETIC, 1514, new Goal.None()),
            new AdapterCase("synthetic-9014", Path.SYNTHETIC, 9014, new Goal.None()),
            new AdapterCase("synthetic-64k", Path.SYNTHETIC_LARGE_SEND, LARGE_SEND, new Goal.GigabitsPerSecond(30)),
            new AdapterCase(
                    "synthetic-64k-jumbo", Path.SYNTHETIC_LARGE_SEND_JUMBO, LARGE_SEND, new Goal.GigabitsPerSecond(30)),
            new AdapterCase("legacy-60", Path.LEGACY, 60, new Goal.None()),
            new AdapterCase("legacy-1514", Path.LEGACY, 1514, new Goal.None()),
            new AdapterCase("worker-60", Path.WORKER, 60, new Goal.None()));

    /** All of them. A legacy adapter carries no jumbo frames. */
    public static List<AdapterCase> all() {
        return ALL;
    }

    /**
     * The cases whose name contains what the pattern describes.
     *
     * @throws IllegalArgumentException if there are none
     */
    public static List<AdapterCase> matching(Pattern pattern) {
        List<AdapterCase> found =
                ALL.stream().filter(some -> pattern.matcher(some.name).find()).toList();
        if (found.isEmpty()) {
            throw new IllegalArgumentException("no case is called '" + pattern + "'; there is "
                    + String.join(", ", ALL.stream().map(AdapterCase::name).toList()));
        }
        return found;
    }

    static AdapterCase named(String name) {
        return matching(Pattern.compile("^" + Pattern.quote(name) + "$")).getFirst();
    }
}
