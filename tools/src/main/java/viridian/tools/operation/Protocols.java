package viridian.tools.operation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import viridian.tools.live.Features;
import viridian.tools.live.LiveSwitch;
import viridian.tools.options.Words;
import viridian.vswitch.Port;
import viridian.vswitch.bandwidth.BandwidthReading;
import viridian.vswitch.loop.LoopReport;
import viridian.vswitch.loop.rstp.BridgeStatus;
import viridian.vswitch.loop.rstp.PortStatus;
import viridian.vswitch.team.MemberReport;
import viridian.vswitch.team.TeamNic;
import viridian.vswitch.team.TeamReport;

/** What the switch's own protocols and limits are doing. */
final class Protocols {

    private final LiveSwitch live;
    private final Features features;

    Protocols(LiveSwitch live) {
        this.live = live;
        this.features = live.features();
    }

    void join(Operations operations) {
        operations.show(
                "bandwidth",
                List.of(),
                request -> Json.array(features.bandwidth().readings(), Protocols::reading));
        operations.show("rstp", List.of(), request -> rstp());
        operations.show("multicast", List.of(), request -> multicast());
        operations.show("teams", List.of(), request -> teams());
    }

    private static ObjectNode reading(BandwidthReading reading) {
        return Json.object(reading).put("error_percent", Math.round(reading.errorPercent() * 100) / 100.0);
    }

    private ObjectNode rstp() {
        LoopReport report = features.loop().report();
        BridgeStatus tree = report.tree();
        ObjectNode told = Json.object();
        if (tree != null) {
            told.put("bridge", tree.bridge().toString())
                    .put("root", tree.root().toString())
                    .put("root_cost", tree.rootCost())
                    .put("is_root", tree.isRoot());
        }
        told.set("ports", Json.array(report.ports().entrySet(), Protocols::rstpPort));
        told.set("stopped", Json.texts(report.stopped()));
        return told;
    }

    private static ObjectNode rstpPort(Map.Entry<String, PortStatus> entry) {
        PortStatus port = entry.getValue();
        return Json.object()
                .put("port", entry.getKey())
                .put("role", Words.of(port.role()))
                .put("state", Words.of(port.state()))
                .put("cost", port.cost())
                .put("designated_bridge", port.designatedBridge().toString())
                .put("edge", port.edge())
                .put("rapid", port.rapid())
                .put("heard", port.heard())
                .put("sent", port.sent());
    }

    private ObjectNode multicast() {
        ObjectNode told = Json.object();
        told.set("groups", Json.array(features.snooping().groups(), Json::object));
        told.set("router_ports", Json.array(features.snooping().routerPorts(), Json::object));
        told.set("queriers", Json.array(features.snooping().queriers(), Json::object));
        told.set("counts", Json.object(features.snooping().counts()));
        return told;
    }

    /** One object for each member of each team. */
    private ArrayNode teams() {
        List<ObjectNode> members = new ArrayList<>();
        for (Port port : live.vswitch().ports()) {
            if (!(port.nic() instanceof TeamNic team)) continue;
            TeamReport report = team.report();
            for (MemberReport member : report.members()) members.add(member(port, report, member));
        }
        return Json.array(members, line -> line);
    }

    private static ObjectNode member(Port port, TeamReport report, MemberReport member) {
        return Json.object()
                .put("port", port.name())
                .put("mode", report.settings().mode().words())
                .put("member", member.name())
                .put("up", member.isUp())
                .put("used", member.isUsed())
                .put("sent", member.sent())
                .put("received", member.received());
    }
}
