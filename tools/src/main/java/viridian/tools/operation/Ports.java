package viridian.tools.operation;

import java.io.IOException;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import viridian.synthetic.AdapterCounters;
import viridian.tools.attach.Attachment;
import viridian.tools.child.ChildNic;
import viridian.tools.live.BoardPort;
import viridian.tools.live.LiveSwitch;
import viridian.tools.live.RealNic;
import viridian.tools.live.SocketPort;
import viridian.tools.live.TapPort;
import viridian.tools.options.PortOptions;
import viridian.tools.options.Words;
import viridian.vswitch.Port;
import viridian.vswitch.PortCounters;
import viridian.vswitch.nic.PcapLosses;

/** The ports: what is plugged in, and what they have seen. */
final class Ports {

    private final LiveSwitch live;

    Ports(LiveSwitch live) {
        this.live = live;
    }

    void join(Operations operations) {
        operations.tell("port add", List.of("attach", "settings"), this::add);
        operations.tell("port remove", List.of("port"), this::remove);
        operations.show("ports", List.of("port"), this::list);
    }

    private ObjectNode add(Request request) throws IOException {
        Attachment attachment = Attachment.parse(request.text("attach")).with(request.options("settings"));
        return Settings.of(live.attach(attachment));
    }

    private ObjectNode remove(Request request) throws IOException {
        Port port = live.port(request.text("port"));
        live.detach(port);
        return Json.object().put("name", port.name());
    }

    private ArrayNode list(Request request) {
        return list(live.ports(request.optionalText("port")));
    }

    /** One object for each port: its settings and its counters. */
    static ArrayNode list(List<Port> ports) {
        return Json.array(ports, Ports::port);
    }

    private static ObjectNode port(Port port) {
        PortCounters counters = port.counters();
        ObjectNode line = Json.object()
                .put("name", port.name())
                .put("state", Words.of(port.state()))
                .put("role", Words.of(port.settings().role()))
                .put("vlan", port.settings().vlan().toString())
                .put(
                        "max_frame",
                        Math.min(port.settings().maxFrame(), port.nic().maxFrame()))
                .put("address", port.settings().address().toString());
        line.set("settings", Json.object(PortOptions.written(port.settings())));
        line.set("received", traffic(counters.received()));
        line.set("sent", traffic(counters.sent()));
        line.put("dropped_incoming", counters.droppedIncoming().frames())
                .put("dropped_outgoing", counters.droppedOutgoing().frames())
                .put("taken", counters.taken())
                .put("flooded", counters.flooded());
        if (port.nic() instanceof RealNic real) line.set("lost", lost(real));
        if (port.nic() instanceof TapPort tap) line.set("lost", Json.object().put("unsent", tap.unsent()));
        if (port.nic() instanceof ChildNic child) line.set("adapter", adapter(child));
        if (port.nic() instanceof SocketPort socket)
            line.set("peer", peer(socket)).set("lost", lost(socket));
        if (port.nic() instanceof BoardPort board) line.set("peer", peer(board));
        return line;
    }

    private static ObjectNode lost(RealNic nic) {
        PcapLosses losses = nic.losses();
        return Json.object()
                .put("no_room", losses.noRoom())
                .put("by_interface", losses.byInterface())
                .put("damaged", losses.damaged())
                .put("too_long", nic.tooLong())
                .put("unsent", losses.unsent());
    }

    private static ObjectNode lost(SocketPort nic) {
        return Json.object().put("damaged", nic.damagedFrames());
    }

    private static ObjectNode peer(SocketPort socket) {
        String failure = socket.failure();
        return Json.object()
                .put("place", socket.place())
                .put("listening", socket.listens())
                .put("there", socket.isUp())
                .put("gone", failure == null ? "" : failure);
    }

    private static ObjectNode peer(BoardPort board) {
        String failure = board.failure();
        return Json.object()
                .put("place", board.directory().toString())
                .put("listening", true)
                .put("there", board.isUp())
                .put("gone", failure == null ? "" : failure)
                .put("run", board.launcher())
                .put("function", board.function());
    }

    private static ObjectNode adapter(ChildNic child) {
        AdapterCounters counters = child.counters();
        String failure = child.failure();
        return Json.object()
                .put("running", child.isUp())
                .put("stopped", failure == null ? "" : failure)
                .put("from_child", counters.received())
                .put("to_child", counters.sent())
                .put("dropped_from_child", counters.droppedReceiving())
                .put("dropped_to_child", counters.droppedSending())
                .put("filtered", counters.filtered());
    }

    private static ObjectNode traffic(PortCounters.Traffic traffic) {
        return Json.object()
                .put("frames", traffic.frames())
                .put("bytes", traffic.bytes())
                .put("directed", traffic.directedFrames())
                .put("multicast", traffic.multicastFrames())
                .put("broadcast", traffic.broadcastFrames());
    }
}
