package viridian.tools.bench.adapters;

import java.util.List;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import viridian.tools.text.Table;

/** The figures of one run, for people and for programs. */
public final class AdapterReport {

    private final List<AdapterFigure> figures;

    public AdapterReport(List<AdapterFigure> figures) {
        this.figures = List.copyOf(figures);
    }

    /** A line for each case: how fast first, then what a frame costs. */
    public String table() {
        Table table = new Table(
                "case",
                "frames/s",
                "Gbit/s",
                "cpu ns/frame",
                "copies",
                "bytes copied",
                "signals",
                "exits",
                "switches",
                "B/frame",
                "lone p50 us",
                "p99 us",
                "goal");
        for (AdapterFigure figure : figures) {
            AdapterFigure.Latency latency = figure.latency();
            table.row(
                    figure.of().name(),
                    number("%,.0f", figure.framesPerSecond()),
                    number("%.2f", figure.gigabitsPerSecond()),
                    number("%.0f", figure.cpuNanosPerFrame()),
                    number("%.1f", figure.perFrame(AdapterFigure.Round::copies)),
                    number("%.0f", figure.perFrame(AdapterFigure.Round::copiedBytes)),
                    number("%.4f", figure.perFrame(AdapterFigure.Round::signals)),
                    number("%.3f", figure.perFrame(AdapterFigure.Round::exits)),
                    number("%.4f", figure.perFrame(AdapterFigure.Round::switches)),
                    number("%.2f", figure.allocatedBytesPerFrame()),
                    latency == null ? "-" : number("%.1f", latency.medianNanos() / 1000),
                    latency == null ? "-" : number("%.1f", latency.hundredthNanos() / 1000),
                    figure.of().goal().judge(figure));
        }
        return table.toString();
    }

    /** An object for each case, in an array. */
    public String json() {
        ArrayNode cases = JsonMapper.shared().createArrayNode();
        figures.forEach(figure -> cases.add(json(figure)));
        return cases.toString();
    }

    private static ObjectNode json(AdapterFigure figure) {
        ObjectNode node = JsonMapper.shared()
                .createObjectNode()
                .put("case", figure.of().name())
                .put("frame_bytes", figure.of().frameBytes())
                .put("frames_per_second", Math.round(figure.framesPerSecond()))
                .put("gigabits_per_second", figure.gigabitsPerSecond())
                .put("cpu_nanos_per_frame", figure.cpuNanosPerFrame())
                .put("copies_per_frame", figure.perFrame(AdapterFigure.Round::copies))
                .put("copied_bytes_per_frame", figure.perFrame(AdapterFigure.Round::copiedBytes))
                .put("signals_per_frame", figure.perFrame(AdapterFigure.Round::signals))
                .put("exits_per_frame", figure.perFrame(AdapterFigure.Round::exits))
                .put("context_switches_per_frame", figure.perFrame(AdapterFigure.Round::switches))
                .put("allocated_bytes_per_frame", figure.allocatedBytesPerFrame())
                .put("goal", figure.of().goal().words())
                .put("goal_share", figure.of().goal().share(figure));
        AdapterFigure.Latency latency = figure.latency();
        if (latency == null) return node;
        return node.put("lone_median_nanos", latency.medianNanos())
                .put("lone_hundredth_nanos", latency.hundredthNanos());
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
