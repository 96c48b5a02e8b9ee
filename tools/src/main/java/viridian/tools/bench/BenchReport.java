package viridian.tools.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import viridian.tools.text.Table;

/** The figures of one run, for people and for programs. */
public final class BenchReport {

    private final List<Figure> figures = new ArrayList<>();

    public void add(Figure figure) {
        figures.add(figure);
    }

    private Optional<Figure> figure(String name) {
        return figures.stream()
                .filter(figure -> figure.of().name().equals(name))
                .findFirst();
    }

    /** A line for each case. */
    public String table() {
        Table table = new Table(
                "case",
                "bytes",
                "ports",
                "addresses",
                "threads",
                "frames/s/core",
                "ns/frame",
                "fastest",
                "spread%",
                "core%",
                "B/frame",
                "bar");
        for (Figure figure : figures) {
            BenchCase what = figure.of();
            table.row(
                    what.name(),
                    what.frameBytes(),
                    what.ports(),
                    what.addresses(),
                    what.threads(),
                    number("%,.0f", figure.framesPerSecondPerCore()),
                    number("%.1f", figure.nanosPerFrame()),
                    number("%.1f", figure.fastestNanosPerFrame()),
                    number("%.0f", figure.spreadPercent()),
                    number("%.0f", figure.corePercent()),
                    number("%.2f", figure.allocatedBytesPerFrame()),
                    what.bar().judge(figure, this::figure));
        }
        return table.toString();
    }

    /** An object for each case, in an array. */
    public String json() {
        ArrayNode cases = JsonMapper.shared().createArrayNode();
        figures.forEach(figure -> cases.add(json(figure)));
        return cases.toString();
    }

    private ObjectNode json(Figure figure) {
        BenchCase what = figure.of();
        return JsonMapper.shared()
                .createObjectNode()
                .put("case", what.name())
                .put("frame_bytes", what.frameBytes())
                .put("ports", what.ports())
                .put("talking_ports", what.talkers())
                .put("addresses", what.addresses())
                .put("threads", what.threads())
                .put("frames_per_second_per_core", Math.round(figure.framesPerSecondPerCore()))
                .put("nanos_per_frame", figure.nanosPerFrame())
                .put("fastest_nanos_per_frame", figure.fastestNanosPerFrame())
                .put("spread_percent", figure.spreadPercent())
                .put("frames_per_second_by_the_wall", Math.round(figure.framesPerSecond()))
                .put("core_percent", figure.corePercent())
                .put("allocated_bytes_per_frame", figure.allocatedBytesPerFrame())
                .put("bar", what.bar().judge(figure, this::figure))
                .put("met", what.bar().met(figure, this::figure));
    }

    /** The hottest places under a heading. */
    public static String table(String heading, List<Profile.Spot> spots) {
        Table table = new Table("percent", heading);
        for (Profile.Spot spot : spots) table.row(number("%.1f", spot.percent()), spot.name());
        return table + "\n";
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
