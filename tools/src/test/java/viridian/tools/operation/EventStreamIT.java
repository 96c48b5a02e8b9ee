package viridian.tools.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import viridian.tools.control.ControlClient;
import viridian.vswitch.PortState;
import viridian.vswitch.SwitchEvent;

/** A client that asks for events is told them as they happen, and no client can hold the switch up. */
class EventStreamIT {

    /** Far more than a client's socket and queue have room for. */
    private static final int FLOOD = 200_000;

    private static final String PADDING = "x".repeat(200);

    @TempDir
    private Path folder;

    private Desk desk;

    @BeforeEach
    void open() throws IOException {
        desk = new Desk(folder);
    }

    @AfterEach
    void close() throws IOException {
        desk.close();
    }

    @Test
    void anEventIsAnObjectWithWhatThereIsToKnow() throws IOException {
        try (ControlClient listener = listener()) {
            desk.ask("{'op':'port add','attach':'db=memory:db'}");
            JsonNode event = next(listener);
            assertEquals("port_plugged", event.path("event").asString());
            assertEquals("db", event.path("port").asString());
            assertEquals("port db was plugged in", event.path("sentence").asString());
            Instant.parse(event.path("time").asString());
        }
    }

    @Test
    void aChoiceIsToldAsItIsWrittenEverywhere() throws IOException {
        try (ControlClient listener = listener()) {
            desk.live().port("web").state(PortState.DISCARDING);
            JsonNode event = next(listener);
            assertEquals("port_state_changed", event.path("event").asString());
            assertEquals("discarding", event.path("state").asString());
        }
    }

    @Test
    void everyListenerHearsEveryEventInOrder() throws IOException {
        try (ControlClient one = listener();
                ControlClient other = listener()) {
            for (int i = 0; i < 100; i++) desk.vswitch().events().publish(new Numbered(i, ""));
            for (int i = 0; i < 100; i++) {
                assertEquals(i, next(one).path("number").asInt());
                assertEquals(i, next(other).path("number").asInt());
            }
        }
    }

    @Test
    void aSlowReaderLosesEventsAndIsToldHowMany() throws IOException {
        try (ControlClient slow = listener()) {
            for (int i = 0; i < FLOOD; i++) desk.vswitch().events().publish(new Numbered(i, PADDING));
            long accounted = 0;
            long lost = 0;
            while (accounted < FLOOD) {
                JsonNode event = next(slow);
                boolean gap = event.path("event").asString().equals("lost");
                if (!gap) assertEquals(accounted, event.path("number").asLong());
                long events = gap ? event.path("events").asLong() : 1;
                accounted += events;
                if (gap) lost += events;
            }
            assertEquals(FLOOD, accounted);
            assertTrue(lost > 0, "nothing was lost: the flood is too small");
        }
    }

    record Numbered(long number, String padding) implements SwitchEvent {
        @Override
        public String sentence() {
            return "event " + number;
        }
    }

    private ControlClient listener() throws IOException {
        ControlClient listener = desk.another();
        assertEquals("{\"ok\":true,\"result\":{}}", listener.ask("{\"op\":\"events\"}"));
        return listener;
    }

    private static JsonNode next(ControlClient listener) throws IOException {
        return JsonMapper.shared().readTree(Objects.requireNonNull(listener.next()));
    }
}
