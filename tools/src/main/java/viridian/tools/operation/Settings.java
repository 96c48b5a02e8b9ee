package viridian.tools.operation;

import java.io.IOException;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;
import viridian.tools.live.LiveSwitch;
import viridian.tools.options.Options;
import viridian.tools.options.PortOptions;
import viridian.tools.options.SwitchOptions;
import viridian.vswitch.Port;
import viridian.vswitch.PortSettings;

/** The settings of the switch and of its ports. */
final class Settings {

    private final LiveSwitch live;

    Settings(LiveSwitch live) {
        this.live = live;
    }

    void join(Operations operations) {
        operations.tell("set", List.of("port", "settings"), this::set);
        operations.show("switch", List.of(), request -> ofSwitch());
    }

    /** Of a port, or of the switch where no port is named. */
    private ObjectNode set(Request request) throws IOException {
        Options written = request.options("settings");
        if (request.has("port")) return set(live.port(request.text("port")), written);
        live.features().change(SwitchOptions.changed(live.features().setup(), written));
        return ofSwitch();
    }

    private ObjectNode set(Port port, Options written) throws IOException {
        PortSettings changed = PortOptions.changed(port.settings(), written);
        live.change(port, changed);
        return of(port);
    }

    private ObjectNode ofSwitch() {
        ObjectNode report = Json.object()
                .put("name", live.vswitch().name())
                .put("ports", live.vswitch().ports().size())
                .put("learned", live.vswitch().macs().learned());
        report.set("settings", Json.object(SwitchOptions.written(live.features().setup())));
        return report;
    }

    /** A port's name and how its settings would be written. */
    static ObjectNode of(Port port) {
        ObjectNode report = Json.object().put("name", port.name());
        report.set("settings", Json.object(PortOptions.written(port.settings())));
        return report;
    }
}
