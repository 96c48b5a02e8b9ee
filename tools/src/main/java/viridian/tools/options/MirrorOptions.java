package viridian.tools.options;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import viridian.vswitch.VlanSet;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.mirror.FrameFilter;
import viridian.vswitch.mirror.MirrorDirection;
import viridian.vswitch.mirror.MirrorSession;

/** A mirror session as {@code key=value}. */
public final class MirrorOptions {

    private static final int LONGEST = 65_535;

    /** What can be said of a session. */
    public static final List<Option> ALL = List.of(
            new Option("from", "web+db", "ports whose frames are copied"),
            new Option("vlans", "10-19", "VLANs whose frames are copied, wherever they pass"),
            new Option("to", "ids", "the port the copies leave by, and nothing else"),
            new Option("direction", "in", "in: what comes in there; out: what leaves; both"),
            new Option("length", "128", "bytes of a frame a copy has at most"),
            new Option("filter", "tcp port 80", "which frames are copied, in the language of tcpdump"),
            new Option("dropped", "on", "frames the switch refused are copied as well; off by default"),
            new Option("sends", "on", "what the destination's adapter sends is carried; off by default"));

    private static final List<String> KEYS = ALL.stream().map(Option::key).toList();

    private static final Map<String, MirrorDirection> DIRECTIONS =
            Map.of("in", MirrorDirection.INGRESS, "out", MirrorDirection.EGRESS, "both", MirrorDirection.BOTH);

    private MirrorOptions() {}

    /**
     * Reads a session.
     *
     * @throws IllegalArgumentException with a sentence for the user
     */
    public static MirrorSession session(String name, Options written) {
        written.requireKnown(KEYS);
        if (!written.has("to")) throw new IllegalArgumentException("to is missing, the port the copies leave by");
        Set<String> ports = new HashSet<>(written.list("from", port -> port));
        VlanSet vlans = written.has("vlans") ? written.read("vlans", VlanSet::parse) : VlanSet.NONE;
        MirrorDirection usual = ports.isEmpty() ? MirrorDirection.INGRESS : MirrorDirection.BOTH;
        return new MirrorSession(
                name,
                ports,
                vlans,
                written.has("direction") ? direction(written.text("direction")) : usual,
                written.text("to"),
                written.has("length") ? written.number("length", Frame.HEADER_BYTES, LONGEST) : MirrorSession.WHOLE,
                written.has("filter") ? written.read("filter", FrameFilter::parse) : FrameFilter.ALL,
                written.has("dropped") && written.flag("dropped"),
                written.has("sends") && written.flag("sends"));
    }

    private static MirrorDirection direction(String word) {
        MirrorDirection direction = DIRECTIONS.get(word);
        if (direction == null) throw new IllegalArgumentException("direction is in, out or both, not '" + word + "'");
        return direction;
    }

    /** How a session would be written. */
    public static Map<String, String> written(MirrorSession session) {
        Map<String, String> written = new LinkedHashMap<>();
        if (!session.ports().isEmpty()) written.put("from", String.join("+", new TreeSet<>(session.ports())));
        if (!session.vlans().isEmpty()) written.put("vlans", session.vlans().toString());
        written.put("to", session.destination());
        DIRECTIONS.forEach((word, direction) -> {
            if (direction == session.direction()) written.put("direction", word);
        });
        if (session.snapLength() != MirrorSession.WHOLE) written.put("length", String.valueOf(session.snapLength()));
        if (!session.filter().equals(FrameFilter.ALL))
            written.put("filter", session.filter().toString());
        if (session.alsoDropped()) written.put("dropped", "on");
        if (session.destinationSends()) written.put("sends", "on");
        return written;
    }
}
