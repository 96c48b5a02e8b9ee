package viridian.tools.operation;

import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import viridian.tools.text.Style;
import viridian.tools.trace.Story;
import viridian.vswitch.capture.CapturedFrame;

/** A frame's way, for a person. */
public final class TraceText {

    private TraceText() {}

    /** What would happen, a line for each stage. */
    public static String of(JsonNode told) {
        StringJoiner text = new StringJoiner("\n");
        for (JsonNode step : told.path("steps")) {
            boolean dropped = step.has("reason");
            String line = "%-10s %s: %s"
                    .formatted(
                            step.path("stage").asString(),
                            step.path("port").asString(),
                            step.path("sentence").asString());
            String why = dropped
                    ? " (%d %s)"
                            .formatted(
                                    step.path("number").asInt(),
                                    step.path("reason").asString())
                    : "";
            text.add("  " + (dropped ? Style.BAD.of(line + why) : line));
        }
        return text.toString();
    }

    /** What was recorded, and what would happen now if somebody asked that as well. */
    public static String of(Story story, @Nullable JsonNode now) {
        return now == null
                ? of(story)
                : of(story) + "\n  now it would be so:\n" + of(now).indent(2).stripTrailing();
    }

    private static String of(Story story) {
        CapturedFrame first = story.first();
        StringJoiner text = new StringJoiner("\n");
        text.add("frame %d at %s: %s".formatted(first.number(), first.at(), first.frame()));
        for (CapturedFrame end : story.ends()) {
            text.add("  frame %d at %s: %s".formatted(end.number(), end.at(), became(end)));
        }
        if (story.ends().isEmpty()) text.add("  an extension of the switch took it, or the capture ends here");
        return text.toString();
    }

    private static String became(CapturedFrame end) {
        return end.comment().equals("out") ? "it left there" : "it was " + end.comment();
    }

    /** What was recorded, and what would happen now if somebody asked that as well. */
    public static ObjectNode json(Story story, @Nullable JsonNode now) {
        ObjectNode json = seen(story.first()).put("frame", story.first().frame().toString());
        json.set("ends", Json.array(story.ends(), TraceText::seen));
        if (now != null) json.set("now", now.path("steps"));
        return json;
    }

    private static ObjectNode seen(CapturedFrame seen) {
        return Json.object(Map.of("port", Story.port(seen), "what", seen.comment()))
                .put("number", seen.number());
    }
}
