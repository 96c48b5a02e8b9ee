package viridian.tools.trace;

import java.util.ArrayList;
import java.util.List;
import viridian.vswitch.capture.CapturedFrame;

/** What a capture tells of one frame: how it came in, if it did, and what became of it. */
public final class Story {

    private static final String IN = "in";

    private final CapturedFrame first;
    private final List<CapturedFrame> ends = new ArrayList<>();

    Story(CapturedFrame first) {
        this.first = first;
        if (!isArrival(first)) ends.add(first);
    }

    static boolean isArrival(CapturedFrame seen) {
        return seen.comment().equals(IN);
    }

    void add(CapturedFrame end) {
        ends.add(end);
    }

    /** Where it was seen first. */
    public CapturedFrame first() {
        return first;
    }

    /** Whether it came in from outside; otherwise the switch itself sent it. */
    public boolean cameIn() {
        return isArrival(first);
    }

    /** Where it left, and where it was dropped, in the order recorded. */
    public List<CapturedFrame> ends() {
        return List.copyOf(ends);
    }

    /** The port of a record: its interface in the file is SWITCH/PORT. */
    public static String port(CapturedFrame seen) {
        return seen.at().substring(seen.at().lastIndexOf('/') + 1);
    }
}
