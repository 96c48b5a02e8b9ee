package viridian.tools.operation;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;
import viridian.tools.live.LiveSwitch;
import viridian.tools.options.MirrorOptions;
import viridian.vswitch.mirror.MirrorSession;
import viridian.vswitch.mirror.MirrorStatus;
import viridian.vswitch.mirror.Mirrors;

/** Mirror sessions: who watches whom. */
final class MirrorSessions {

    private final Mirrors mirrors;

    MirrorSessions(LiveSwitch live) {
        this.mirrors = live.features().mirrors();
    }

    void join(Operations operations) {
        operations.tell("mirror add", List.of("name", "settings"), this::add);
        operations.tell("mirror remove", List.of("name"), this::remove);
        operations.show("mirrors", List.of(), request -> Json.array(mirrors.sessions(), MirrorSessions::line));
    }

    private ObjectNode add(Request request) {
        MirrorSession session = MirrorOptions.session(request.text("name"), request.options("settings"));
        mirrors.set(session);
        ObjectNode told = Json.object().put("name", session.name());
        told.set("settings", Json.object(MirrorOptions.written(session)));
        return told;
    }

    private ObjectNode remove(Request request) {
        String name = request.text("name");
        mirrors.remove(name);
        return Json.object().put("name", name);
    }

    private static ObjectNode line(MirrorStatus status) {
        ObjectNode line = Json.object().put("name", status.session().name());
        line.setAll(Json.object(MirrorOptions.written(status.session())));
        return line.put("copies", status.copies());
    }
}
