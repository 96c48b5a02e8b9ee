package viridian.tools.live;

import tools.jackson.databind.JsonNode;
import viridian.tools.text.Table;

/** The report of a switch as tables for a person. */
public final class SwitchTables {

    private SwitchTables() {}

    /** A table of {@code what} a report holds, ports, macs or drops; a sentence where there is nothing. */
    public static String of(String what, JsonNode report) {
        return switch (what) {
            case "ports" -> ports(report).toString();
            case "macs" ->
                report.isEmpty() ? "no address is known" : macs(report).toString();
            default -> report.isEmpty() ? "no frame was dropped" : drops(report).toString();
        };
    }

    private static Table ports(JsonNode report) {
        Table table =
                new Table("port", "role", "vlan", "max frame", "received", "sent", "dropped in", "dropped out", "lost");
        for (JsonNode port : report) {
            table.row(
                    port.path("name").asString(),
                    port.path("role").asString(),
                    port.path("vlan").asString(),
                    port.path("max_frame").asLong(),
                    port.path("received").path("frames").asLong(),
                    port.path("sent").path("frames").asLong(),
                    port.path("dropped_incoming").asLong(),
                    port.path("dropped_outgoing").asLong(),
                    lost(port.path("lost")));
        }
        return table;
    }

    /** What never reached the switch; what it could not send stands under dropped out. */
    private static long lost(JsonNode lost) {
        return lost.path("no_room").asLong(0)
                + lost.path("by_interface").asLong(0)
                + lost.path("damaged").asLong(0)
                + lost.path("too_long").asLong(0);
    }

    private static Table macs(JsonNode report) {
        Table table = new Table("vlan", "address", "port", "kind", "age s");
        for (JsonNode entry : report) {
            table.row(
                    entry.path("vlan").asLong(),
                    entry.path("mac").asString(),
                    entry.path("port").asString(),
                    entry.path("kind").asString(),
                    entry.path("age_seconds").asLong());
        }
        return table;
    }

    private static Table drops(JsonNode report) {
        Table table = new Table("port", "direction", "frames", "no.", "reason", "because");
        for (JsonNode drop : report) {
            table.row(
                    drop.path("port").asString(),
                    drop.path("direction").asString(),
                    drop.path("frames").asLong(),
                    drop.path("number").asLong(),
                    drop.path("reason").asString(),
                    drop.path("sentence").asString());
        }
        return table;
    }
}
