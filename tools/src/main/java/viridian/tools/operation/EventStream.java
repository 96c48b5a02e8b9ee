package viridian.tools.operation;

import java.time.Instant;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;
import viridian.tools.control.Feed;
import viridian.vswitch.SwitchEvent;
import viridian.vswitch.VirtualSwitch;

/** What happens to a switch, one JSON object for each event. */
final class EventStream implements Feed {

    private final VirtualSwitch vswitch;

    EventStream(VirtualSwitch vswitch) {
        this.vswitch = vswitch;
    }

    @Override
    public Runnable begin(Consumer<String> lines) {
        Consumer<SwitchEvent> listener = event -> lines.accept(line(event).toString());
        vswitch.events().listen(listener);
        return () -> vswitch.events().silence(listener);
    }

    private static ObjectNode line(SwitchEvent event) {
        ObjectNode line = head(name(event), event.sentence());
        if (event instanceof Record known) line.setAll(Json.object(known));
        return line;
    }

    /** {@code AddressMoved} as {@code address_moved}. */
    private static String name(SwitchEvent event) {
        return Json.snakeCase(event.getClass().getSimpleName());
    }

    /** For a reader that was too slow. */
    static String lost(long events) {
        return head("lost", events + " events were not told: the reader was too slow")
                .put("events", events)
                .toString();
    }

    private static ObjectNode head(String event, String sentence) {
        return Json.object()
                .put("event", event)
                .put("time", Instant.now().toString())
                .put("sentence", sentence);
    }
}
