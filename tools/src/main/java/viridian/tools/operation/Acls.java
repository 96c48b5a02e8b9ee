package viridian.tools.operation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import viridian.tools.live.LiveSwitch;
import viridian.vswitch.Port;
import viridian.vswitch.acl.AccessList;
import viridian.vswitch.acl.AclRule;
import viridian.vswitch.acl.RuleCount;

/** The access rules of ports. */
final class Acls {

    private final LiveSwitch live;

    Acls(LiveSwitch live) {
        this.live = live;
    }

    void join(Operations operations) {
        operations.tell("acl add", List.of("port", "rule"), request -> change(request, AccessList::with));
        operations.tell("acl remove", List.of("port", "rule"), request -> change(request, AccessList::without));
        operations.show("acls", List.of("port"), this::list);
    }

    private ObjectNode change(Request request, BiFunction<AccessList, AclRule, AccessList> how) throws IOException {
        AclRule rule = AclRule.parse(request.text("rule"));
        Port port = live.port(request.text("port"));
        AccessList list = how.apply(of(port), rule);
        live.change(
                port,
                list.rules().isEmpty()
                        ? port.settings().without(AccessList.class)
                        : port.settings().with(list));
        ObjectNode told = Json.object().put("port", port.name()).put("rule", rule.toString());
        List<String> shadowed = list.shadowed();
        if (!shadowed.isEmpty()) told.set("never_match", Json.texts(shadowed));
        return told;
    }

    private static AccessList of(Port port) {
        AccessList list = port.settings().feature(AccessList.class);
        return list == null ? AccessList.EMPTY : list;
    }

    /** In the order they are asked. */
    private ArrayNode list(Request request) {
        List<ObjectNode> lines = new ArrayList<>();
        for (Port port : live.ports(request.optionalText("port"))) {
            for (RuleCount count : live.features().acl().counts(port)) {
                lines.add(Json.object()
                        .put("port", port.name())
                        .put("rule", count.rule().toString())
                        .put("frames", count.frames())
                        .put("bytes", count.bytes()));
            }
        }
        return Json.array(lines, line -> line);
    }
}
