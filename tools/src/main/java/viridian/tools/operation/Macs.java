package viridian.tools.operation;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import viridian.tools.live.LiveSwitch;
import viridian.tools.options.Words;
import viridian.vswitch.MacEntry;
import viridian.vswitch.MacTable;
import viridian.vswitch.Port;
import viridian.vswitch.VlanMode;
import viridian.vswitch.VlanSet;
import viridian.vswitch.frame.MacAddress;

/** The address table. */
final class Macs {

    private final LiveSwitch live;

    Macs(LiveSwitch live) {
        this.live = live;
    }

    void join(Operations operations) {
        operations.tell("mac add", List.of("vlan", "mac", "port"), this::add);
        operations.tell("mac delete", List.of("vlan", "mac"), this::delete);
        operations.tell("mac flush", List.of("port"), this::flush);
        operations.show("macs", List.of("vlan", "port"), this::list);
    }

    private ObjectNode add(Request request) {
        int vlan = vlan(request);
        MacAddress address = request.address("mac");
        Port port = live.port(request.text("port"));
        table().pin(vlan, address, port);
        return named(vlan, address).put("port", port.name());
    }

    private ObjectNode delete(Request request) {
        int vlan = vlan(request);
        MacAddress address = request.address("mac");
        if (!table().delete(vlan, address)) {
            throw new IllegalArgumentException("%s is not known in VLAN %d".formatted(address, vlan));
        }
        return named(vlan, address);
    }

    private static int vlan(Request request) {
        return request.number("vlan", VlanMode.UNTAGGED_DOMAIN, VlanSet.HIGHEST);
    }

    private static ObjectNode named(int vlan, MacAddress address) {
        return Json.object().put("vlan", vlan).put("mac", address.toString());
    }

    /** Forgets what was learned, everywhere or at one port. */
    private ObjectNode flush(Request request) {
        Optional<Port> port = request.optionalText("port").map(live::port);
        int before = table().learned();
        port.ifPresentOrElse(table()::flush, table()::flush);
        return Json.object().put("forgotten", Math.max(0, before - table().learned()));
    }

    private MacTable table() {
        return live.vswitch().macs();
    }

    private ArrayNode list(Request request) {
        Optional<Integer> vlan = request.optionalNumber("vlan", VlanMode.UNTAGGED_DOMAIN, VlanSet.HIGHEST);
        Optional<Port> port = request.optionalText("port").map(live::port);
        Stream<MacEntry> entries = table().entries().stream()
                .filter(entry -> vlan.isEmpty() || vlan.get() == entry.vlan())
                .filter(entry -> port.isEmpty() || port.get() == entry.port());
        return Json.array(entries.toList(), Macs::line);
    }

    private static ObjectNode line(MacEntry entry) {
        return Json.object()
                .put("vlan", entry.vlan())
                .put("mac", entry.address().toString())
                .put("port", entry.port().name())
                .put("kind", Words.of(entry.kind()))
                .put("age_seconds", TimeUnit.NANOSECONDS.toSeconds(entry.idleNanos()));
    }
}
