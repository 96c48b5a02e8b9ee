package viridian.tools.live;

import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import viridian.vswitch.DropReason;
import viridian.vswitch.MacEntry;
import viridian.vswitch.Port;
import viridian.vswitch.PortCounters;
import viridian.vswitch.VirtualSwitch;
import viridian.vswitch.nic.PcapLosses;

/** What a switch says about itself, as JSON: the form the control socket speaks and every table is made of. */
public final class SwitchReport {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private SwitchReport() {}

    /** One object for each port: its settings and its counters. */
    public static ArrayNode ports(VirtualSwitch vswitch) {
        ArrayNode ports = JSON.createArrayNode();
        for (Port port : vswitch.ports()) ports.add(port(port));
        return ports;
    }

    private static ObjectNode port(Port port) {
        PortCounters counters = port.counters();
        ObjectNode line = JSON.createObjectNode()
                .put("name", port.name())
                .put("role", port.settings().role().name().toLowerCase(Locale.ROOT))
                .put("vlan", port.settings().vlan().toString())
                .put(
                        "max_frame",
                        Math.min(port.settings().maxFrame(), port.nic().maxFrame()))
                .put("address", port.settings().address().toString());
        line.set("received", traffic(counters.received()));
        line.set("sent", traffic(counters.sent()));
        line.put("dropped_incoming", drops(counters, true).frames())
                .put("dropped_outgoing", drops(counters, false).frames())
                .put("taken", counters.taken());
        if (port.nic() instanceof RealNic real) line.set("lost", lost(real));
        return line;
    }

    private static ObjectNode lost(RealNic nic) {
        PcapLosses losses = nic.losses();
        return JSON.createObjectNode()
                .put("no_room", losses.noRoom())
                .put("by_interface", losses.byInterface())
                .put("damaged", losses.damaged())
                .put("too_long", nic.tooLong())
                .put("unsent", losses.unsent());
    }

    private static ObjectNode traffic(PortCounters.Traffic traffic) {
        return JSON.createObjectNode()
                .put("frames", traffic.frames())
                .put("bytes", traffic.bytes())
                .put("directed", traffic.directedFrames())
                .put("multicast", traffic.multicastFrames())
                .put("broadcast", traffic.broadcastFrames());
    }

    private static PortCounters.Drops drops(PortCounters counters, boolean incoming) {
        return incoming ? counters.droppedIncoming() : counters.droppedOutgoing();
    }

    /** One object for each known address. */
    public static ArrayNode macs(VirtualSwitch vswitch) {
        ArrayNode macs = JSON.createArrayNode();
        for (MacEntry entry : vswitch.macs().entries()) {
            macs.add(JSON.createObjectNode()
                    .put("vlan", entry.vlan())
                    .put("mac", entry.address().toString())
                    .put("port", entry.port().name())
                    .put("kind", entry.pinned() ? "static" : "learned")
                    .put("age_seconds", entry.idleNanos() / NANOS_PER_SECOND));
        }
        return macs;
    }

    /** One object for each port, direction and reason that was ever counted. */
    public static ArrayNode drops(VirtualSwitch vswitch) {
        ArrayNode drops = JSON.createArrayNode();
        for (Port port : vswitch.ports()) {
            for (DropReason why : DropReason.values()) {
                addDrop(drops, port, why, true);
                addDrop(drops, port, why, false);
            }
        }
        return drops;
    }

    private static void addDrop(ArrayNode drops, Port port, DropReason why, boolean incoming) {
        long frames = drops(port.counters(), incoming).frames(why);
        if (frames == 0) return;
        drops.add(JSON.createObjectNode()
                .put("port", port.name())
                .put("direction", incoming ? "incoming" : "outgoing")
                .put("number", why.number())
                .put("reason", why.administrators())
                .put("frames", frames)
                .put("sentence", why.sentence()));
    }
}
