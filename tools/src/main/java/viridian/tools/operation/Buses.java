package viridian.tools.operation;

import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import viridian.lab.host.AdapterMeter;
import viridian.partitions.ExitKind;
import viridian.partitions.Partition;
import viridian.partitions.vmbus.ChannelCounters;
import viridian.partitions.vmbus.ChannelReport;

/** What there is to see of guests: the channels of their buses, and what their processors left them for. */
final class Buses {

    private final Supplier<List<Partition>> guests;

    private final Supplier<List<AdapterMeter>> adapters;

    /**
     * @param guests those that have a bus, as they are when asked
     * @param adapters their legacy ones
     */
    Buses(Supplier<List<Partition>> guests, Supplier<List<AdapterMeter>> adapters) {
        this.guests = guests;
        this.adapters = adapters;
    }

    void join(Operations operations) {
        operations.show("vmbus", List.of(), request -> channels());
        operations.show("exits", List.of(), request -> exits());
    }

    private ArrayNode channels() {
        ArrayNode channels = Json.texts(List.of());
        for (Partition guest : guests.get()) {
            if (!guest.hasVmbus()) continue; // a host of 2005 has none
            guest.vmbus().report().forEach(report -> channels.add(channel(guest.name(), report)));
        }
        return channels;
    }

    /** One channel, as the host sees it: what it sent goes to the guest. */
    static ObjectNode channel(String guest, ChannelReport report) {
        ObjectNode channel = Json.object()
                .put("guest", guest)
                .put("relid", report.relid())
                .put("class", report.offer().type().toString())
                .put("instance", report.offer().instance().toString())
                .put("subchannel", report.offer().subchannel())
                .put("state", String.valueOf(report.state()))
                .put("target_processor", report.targetProcessor())
                .put("monitor", report.monitor());
        if (report.version() != null) channel.put("version", report.version().toString());
        if (report.toGuest() != null) channel.set("to_guest", ring(report.toGuest()));
        if (report.toHost() != null) channel.set("to_host", ring(report.toHost()));
        channel.set("gpadls", Json.texts(report.gpadls()));
        ChannelCounters counters = report.counters();
        return counters == null ? channel : counted(channel, counters);
    }

    private static ObjectNode ring(ChannelReport.RingReport ring) {
        return Json.object().put("bytes", ring.dataBytes()).put("used", ring.used());
    }

    private static ObjectNode counted(ObjectNode channel, ChannelCounters counters) {
        return channel.put("packets_sent", counters.sent().packets())
                .put("packets_received", counters.received().packets())
                .put("bytes_sent", counters.sent().bytes())
                .put("bytes_received", counters.received().bytes())
                .put(
                        "signals_sent",
                        counters.sent().signalsSent() + counters.received().signalsSent())
                .put("signals_spared", counters.sent().signalsSpared())
                .put("signals_received", counters.signalsReceived())
                .put("blocked", counters.sent().blocked());
    }

    private ArrayNode exits() {
        ArrayNode exits = Json.texts(List.of());
        for (Partition guest : guests.get()) {
            for (ExitKind kind : ExitKind.values()) {
                long count = guest.exits().count(kind);
                if (count == 0) continue;
                exits.add(Json.object()
                        .put("guest", guest.name())
                        .put("exit", kind.toString())
                        .put("count", count)
                        .put("mean_nanos", guest.exits().nanos(kind) / count));
            }
        }
        for (AdapterMeter adapter : adapters.get()) {
            for (AdapterMeter.Access access : AdapterMeter.Access.values()) accesses(adapter, access, exits);
        }
        return exits;
    }

    /** What of the exits by ports and configuration space was for one legacy adapter, and who answered. */
    private static void accesses(AdapterMeter adapter, AdapterMeter.Access access, ArrayNode to) {
        long count = adapter.count(access);
        if (count == 0) return;
        ObjectNode line = Json.object()
                .put("guest", adapter.adapter().host())
                .put("exit", access.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                .put("count", count)
                .put("mean_nanos", adapter.nanos(access) / count)
                .put("adapter", adapter.adapter().adapter())
                .put("answered", adapter.answeredBy());
        if (adapter.frames() > 0) line.put("frames", adapter.frames()).put("per_frame", perFrame(adapter, count));
        to.add(line);
    }

    /** How often for each frame so far, what it took to set the adapter up included. */
    private static double perFrame(AdapterMeter adapter, long count) {
        return Math.round(100.0 * count / adapter.frames()) / 100.0;
    }
}
