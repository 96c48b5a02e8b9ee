package viridian.tools.operation;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import viridian.tools.text.Table;

/** What a switch answers, for a person: tables where there are many of a kind, a line where there is one. */
public final class SwitchTables {

    private SwitchTables() {}

    /** What {@code show} shows; a sentence where there is nothing. */
    public static String of(String what, JsonNode report) {
        return switch (what) {
            case "ports" -> (ports(report) + "\n" + peers(report)).strip();
            case "macs" ->
                report.isEmpty() ? "no address is known" : macs(report).toString();
            case "drops" ->
                report.isEmpty() ? "no frame was dropped" : drops(report).toString();
            case "counters" -> counters(report).toString();
            case "vmbus" ->
                report.isEmpty() ? "no guest has a bus" : channels(report).toString();
            default -> report.isArray() && report.isEmpty() ? "there are no " + what : anything(report);
        };
    }

    /** What was told: {@code web: access=10 mtu=1500}. */
    public static String line(JsonNode result) {
        JsonNode settings = result.path("settings");
        String head = result.path("name").asString("");
        String pairs = pairs(settings.isObject() ? settings : result);
        if (!settings.isObject()) return pairs;
        return pairs.isEmpty() ? head : head + ": " + pairs;
    }

    private static String pairs(JsonNode object) {
        return object.properties().stream()
                .map(field -> field.getKey() + "=" + cell(field.getValue()))
                .collect(Collectors.joining(" "));
    }

    private static String cell(JsonNode value) {
        if (value.isArray()) return value.valueStream().map(SwitchTables::cell).collect(Collectors.joining("+"));
        return value.isObject() ? pairs(value) : value.asString("");
    }

    private static String anything(JsonNode report) {
        return report.isArray() ? rows(report).toString() : fields(report);
    }

    /** A line for each field; what is a list of objects has a table of its own below. */
    private static String fields(JsonNode report) {
        Table table = new Table("", "");
        StringBuilder below = new StringBuilder();
        report.properties().forEach(field -> {
            String heading = heading(field.getKey());
            if (isListOfObjects(field.getValue())) {
                below.append("\n\n").append(heading).append('\n').append(rows(field.getValue()));
            } else {
                table.row(heading, cell(field.getValue()));
            }
        });
        return table.toString().strip() + below;
    }

    private static boolean isListOfObjects(JsonNode value) {
        return value.isArray() && !value.isEmpty() && value.path(0).isObject();
    }

    /** A column for each field that some line has. */
    private static Table rows(JsonNode report) {
        SequencedSet<String> fields = new LinkedHashSet<>();
        report.forEach(line -> fields.addAll(line.propertyNames()));
        Table table = new Table(fields.stream().map(SwitchTables::heading).toArray(String[]::new));
        for (JsonNode line : report) {
            table.row(fields.stream().map(field -> cell(line.path(field))).toArray());
        }
        return table;
    }

    private static String heading(String field) {
        return field.replace('_', ' ');
    }

    /** The counters run down and the ports across: there are more counters than fit beside each other. */
    private static Table counters(JsonNode report) {
        List<JsonNode> columns = new ArrayList<>(List.of(report.path("switch")));
        report.path("ports").forEach(columns::add);
        List<String> headings = new ArrayList<>(List.of("counter"));
        columns.forEach(column -> headings.add(column.path("name").asString()));
        Table table = new Table(headings.toArray(String[]::new));
        for (String counter : report.path("switch").propertyNames()) {
            if (counter.equals("name")) continue;
            List<Object> cells = new ArrayList<>(List.of(heading(counter)));
            columns.forEach(column -> cells.add(column.path(counter).asString("")));
            table.row(cells.toArray());
        }
        return table;
    }

    private static Table ports(JsonNode report) {
        Table table = new Table(
                "port", "state", "role", "vlan", "max frame", "received", "sent", "dropped in", "dropped out", "lost");
        for (JsonNode port : report) {
            table.row(
                    port.path("name").asString(),
                    port.path("state").asString(),
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

    /** What the adapters of child partitions outside have counted, from a report of ports; empty if there are none. */
    public static String children(JsonNode ports) {
        Table table = new Table(
                "child",
                "running",
                "from child",
                "to child",
                "dropped from child",
                "dropped to child",
                "not wanted",
                "stopped");
        boolean isEmpty = true;
        for (JsonNode port : ports) {
            JsonNode adapter = port.path("adapter");
            if (adapter.isMissingNode()) continue;
            isEmpty = false;
            table.row(
                    port.path("name").asString(),
                    adapter.path("running").asBoolean() ? "yes" : "no",
                    adapter.path("from_child").asLong(),
                    adapter.path("to_child").asLong(),
                    adapter.path("dropped_from_child").asLong(),
                    adapter.path("dropped_to_child").asLong(),
                    adapter.path("filtered").asLong(),
                    adapter.path("stopped").asString());
        }
        return isEmpty ? "" : table.toString();
    }

    /** Who is at the far end of sockets and of adapters for machines, from a report of ports; empty if there are none. */
    private static String peers(JsonNode ports) {
        Table table = new Table("socket", "place", "peer", "because");
        boolean isEmpty = true;
        for (JsonNode port : ports) {
            JsonNode peer = port.path("peer");
            if (peer.isMissingNode()) continue;
            isEmpty = false;
            table.row(
                    port.path("name").asString(),
                    peer.path("place").asString(),
                    peer.path("there").asBoolean() ? "is there" : "none",
                    because(peer));
        }
        return isEmpty ? "" : "\n" + table;
    }

    private static String because(JsonNode peer) {
        String gone = peer.path("gone").asString();
        boolean isWaiting = peer.has("run") && !peer.path("there").asBoolean();
        if (!isWaiting) return gone;
        return (gone.isEmpty() ? "" : gone + "; ") + "start one by "
                + peer.path("run").asString();
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

    private static Table channels(JsonNode report) {
        Table table = new Table(
                "guest",
                "bus",
                "channel",
                "device",
                "state",
                "to guest",
                "to host",
                "vp",
                "packets out",
                "packets in",
                "signals out",
                "spared",
                "signals in",
                "blocked");
        for (JsonNode channel : report) {
            table.row(
                    channel.path("guest").asString(),
                    channel.path("version").asString("-"),
                    channel.path("relid").asLong(),
                    device(channel),
                    channel.path("state").asString(),
                    ring(channel.path("to_guest")),
                    ring(channel.path("to_host")),
                    channel.path("target_processor").asLong(),
                    channel.path("packets_sent").asLong(),
                    channel.path("packets_received").asLong(),
                    channel.path("signals_sent").asLong(),
                    channel.path("signals_spared").asLong(),
                    channel.path("signals_received").asLong(),
                    channel.path("blocked").asLong());
        }
        return table;
    }

    /** The last twelve digits tell the devices of a class apart, and hold the address of an adapter of ours. */
    private static String device(JsonNode channel) {
        String instance = channel.path("instance").asString();
        String last = instance.substring(instance.lastIndexOf('-') + 1);
        long subchannel = channel.path("subchannel").asLong();
        return subchannel == 0 ? last : last + "/" + subchannel;
    }

    /** How full a ring is: {@code 0 of 508 KB}. */
    private static String ring(JsonNode ring) {
        if (!ring.isObject()) return "-";
        return ring.path("used").asLong() + " of " + ring.path("bytes").asLong() / 1024 + " KB";
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
