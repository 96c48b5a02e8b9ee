package viridian.vswitch.loop;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.loop.rstp.BridgeStatus;
import viridian.vswitch.loop.rstp.PortStatus;

/**
 * How a switch keeps loops away at this moment.
 *
 * @param tree its place in the spanning tree, or null if it takes no part
 * @param ports those that take part in the tree, by name
 * @param stopped the names of ports a guard or a probe has stopped
 */
public record LoopReport(@Nullable BridgeStatus tree, Map<String, PortStatus> ports, List<String> stopped) {

    public LoopReport {
        ports = new LinkedHashMap<>(ports);
        stopped = List.copyOf(stopped);
    }

    /** All of it in words, a line each. */
    public List<String> sentences() {
        List<String> lines = new ArrayList<>();
        lines.add(tree == null ? "the switch takes no part in a spanning tree" : tree.sentence());
        ports.forEach((name, status) -> lines.add("port " + name + ": " + status.sentence()));
        for (String name : stopped) lines.add("port " + name + " is stopped because of a loop or a bridge behind it");
        return lines;
    }
}
