package viridian.tools.operation;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;
import viridian.tools.live.LiveSwitch;
import viridian.tools.options.Words;
import viridian.tools.trace.FrameText;
import viridian.vswitch.DropReason;
import viridian.vswitch.Port;
import viridian.vswitch.Role;
import viridian.vswitch.Step;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.MacAddress;

/** What would happen to a frame, without sending it. */
final class Traces {

    private final LiveSwitch live;

    Traces(LiveSwitch live) {
        this.live = live;
    }

    void join(Operations operations) {
        operations.tell("trace", List.of("port", "frame", "hex"), this::trace);
    }

    private ObjectNode trace(Request request) {
        Port port = live.port(request.text("port"));
        if (request.has("hex") == request.has("frame")) {
            throw new IllegalArgumentException("a frame is described by 'frame' or by 'hex'");
        }
        Frame frame = request.has("hex")
                ? FrameText.bytes(request.text("hex"))
                : FrameText.frame(request.options("frame"), own(port));
        ObjectNode story = Json.object().put("port", port.name()).put("frame", frame.toString());
        story.set("steps", Json.array(live.vswitch().rehearse(port, frame), Traces::line));
        return story;
    }

    private static MacAddress own(Port port) {
        return port.settings().role() == Role.GUEST ? port.settings().address() : MacAddress.NONE;
    }

    private static ObjectNode line(Step step) {
        ObjectNode line = Json.object()
                .put("stage", Words.of(step.stage()))
                .put("port", step.port())
                .put("sentence", step.sentence());
        DropReason dropped = step.dropped();
        return dropped == null ? line : line.put("number", dropped.number()).put("reason", dropped.administrators());
    }
}
