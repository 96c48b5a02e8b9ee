package viridian.tools.operation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import viridian.tools.live.LiveSwitch;
import viridian.vswitch.DropReason;
import viridian.vswitch.MacTable;
import viridian.vswitch.Port;
import viridian.vswitch.PortCounters;

/** What was counted, under the names that Hyper-V's administrators know from its virtual switch. */
final class Counters {

    private final LiveSwitch live;

    Counters(LiveSwitch live) {
        this.live = live;
    }

    void join(Operations operations) {
        operations.show("counters", List.of(), request -> counters());
        operations.show("drops", List.of("port"), request -> drops(live.ports(request.optionalText("port"))));
    }

    /** The switch as a whole, then its ports. */
    private ObjectNode counters() {
        List<Port> ports = live.vswitch().ports();
        ObjectNode report = Json.object();
        report.set("switch", ofSwitch(ports));
        report.set("ports", Json.array(ports, port -> traffic(Json.object().put("name", port.name()), List.of(port))));
        return report;
    }

    private ObjectNode ofSwitch(List<Port> ports) {
        MacTable macs = live.vswitch().macs();
        return traffic(Json.object().put("name", live.vswitch().name()), ports)
                .put("learned_mac_addresses", macs.learnings())
                .put("purged_mac_addresses", macs.purges())
                .put("moved_mac_addresses", macs.moves())
                .put("evicted_mac_addresses", macs.evictions());
    }

    private static ObjectNode traffic(ObjectNode to, List<Port> ports) {
        direction(to, "received", ports, PortCounters::received);
        direction(to, "sent", ports, PortCounters::sent);
        return to.put(
                        "dropped_packets_incoming",
                        sum(ports, counters -> counters.droppedIncoming().frames()))
                .put(
                        "dropped_packets_outgoing",
                        sum(ports, counters -> counters.droppedOutgoing().frames()))
                .put("taken_packets", sum(ports, PortCounters::taken))
                .put("packets_flooded", sum(ports, PortCounters::flooded));
    }

    private interface Way {
        PortCounters.Traffic of(PortCounters counters);
    }

    private static void direction(ObjectNode to, String word, List<Port> ports, Way way) {
        to.put("bytes_" + word, sum(ports, counters -> way.of(counters).bytes()))
                .put("packets_" + word, sum(ports, counters -> way.of(counters).frames()))
                .put(
                        "directed_packets_" + word,
                        sum(ports, counters -> way.of(counters).directedFrames()))
                .put(
                        "multicast_packets_" + word,
                        sum(ports, counters -> way.of(counters).multicastFrames()))
                .put(
                        "broadcast_packets_" + word,
                        sum(ports, counters -> way.of(counters).broadcastFrames()));
    }

    private static long sum(List<Port> ports, ToLongFunction<PortCounters> counter) {
        return ports.stream().map(Port::counters).mapToLong(counter).sum();
    }

    /** One object for each port, direction and reason that was ever counted. */
    static ArrayNode drops(List<Port> ports) {
        List<ObjectNode> drops = new ArrayList<>();
        for (Port port : ports) {
            for (DropReason why : DropReason.values()) {
                drop(drops, port, why, "incoming", port.counters().droppedIncoming());
                drop(drops, port, why, "outgoing", port.counters().droppedOutgoing());
            }
        }
        return Json.array(drops, drop -> drop);
    }

    private static void drop(
            List<ObjectNode> drops, Port port, DropReason why, String direction, PortCounters.Drops counted) {
        long frames = counted.frames(why);
        if (frames == 0) return;
        drops.add(Json.object()
                .put("port", port.name())
                .put("direction", direction)
                .put("number", why.number())
                .put("reason", why.administrators())
                .put("frames", frames)
                .put("sentence", why.sentence()));
    }
}
