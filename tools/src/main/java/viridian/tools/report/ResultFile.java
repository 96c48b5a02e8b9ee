package viridian.tools.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import viridian.lab.check.Evidence;
import viridian.lab.check.Judgement;
import viridian.lab.check.Price;
import viridian.lab.run.LayoutResult;
import viridian.lab.run.RunResult;
import viridian.lab.run.WitnessFile;

/** The result of a run as JSON, beside its capture. A packet's number is its number in the capture, 0 where it is none. */
public final class ResultFile {

    public static final String NAME = "result.json";

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final double NANOS_PER_SECOND = 1e9;

    private ResultFile() {}

    /** Writes the result beside the capture, in place of an earlier one. */
    public static void write(RunResult result) throws IOException {
        Path file = result.capture().resolveSibling(NAME);
        Files.writeString(file, json(result).toPrettyString() + "\n");
    }

    private static ObjectNode json(RunResult result) {
        ArrayNode layouts = JSON.createArrayNode();
        for (LayoutResult layout : result.layouts()) layouts.add(json(layout));
        ObjectNode node = JSON.createObjectNode()
                .put("scenario", result.scenario().name())
                .put("form", result.form().name().toLowerCase(Locale.ROOT))
                .put("holds", result.holds())
                .put("capture", String.valueOf(result.capture().getFileName()));
        node.set("layouts", layouts);
        return node;
    }

    private static ObjectNode json(LayoutResult layout) {
        ArrayNode claims = JSON.createArrayNode();
        for (Judgement judgement : layout.judgements()) claims.add(json(judgement));
        ObjectNode node = JSON.createObjectNode()
                .put("name", layout.layout().name())
                .put("seconds", layout.nanos() / NANOS_PER_SECOND);
        node.set("claims", claims);
        node.set("prices", prices(layout));
        node.set("witnesses", witnesses(layout));
        return node;
    }

    /** What nobody can see from outside is left out. */
    private static ArrayNode prices(LayoutResult layout) {
        ArrayNode prices = JSON.createArrayNode();
        for (Price price : layout.prices()) {
            ObjectNode node = JSON.createObjectNode()
                    .put("adapter", price.adapter().toString())
                    .put("host", price.kind())
                    .put("type", price.type().name().toLowerCase(Locale.ROOT).replace('_', '-'));
            price.roundTripMillis().ifPresent(millis -> node.put("roundTripMillis", millis));
            node.set("in", perFrame(price.in()));
            node.set("out", perFrame(price.out()));
            prices.add(node);
        }
        return prices;
    }

    private static ObjectNode perFrame(Price.PerFrame price) {
        ObjectNode node = JSON.createObjectNode()
                .put("frames", price.frames())
                .put("burstArrived", price.burst().datagrams());
        price.nanos().ifPresent(each -> node.put("nanos", each));
        price.accesses().ifPresent(each -> node.put("accesses", each));
        price.hypercalls().ifPresent(each -> node.put("hypercalls", each));
        price.interrupts().ifPresent(each -> node.put("interrupts", each));
        return node;
    }

    private static ArrayNode witnesses(LayoutResult layout) {
        ArrayNode witnesses = JSON.createArrayNode();
        for (WitnessFile witness : layout.witnesses()) {
            witnesses.add(JSON.createObjectNode()
                    .put("nic", witness.nic())
                    .put("file", String.valueOf(witness.file().getFileName()))
                    .put("complete", witness.complete()));
        }
        return witnesses;
    }

    private static ObjectNode json(Judgement judgement) {
        ArrayNode evidence = JSON.createArrayNode();
        for (Evidence one : judgement.evidence()) {
            evidence.add(JSON.createObjectNode().put("packet", one.packet()).put("sentence", one.sentence()));
        }
        ObjectNode node = JSON.createObjectNode()
                .put("claim", judgement.claim())
                .put("verdict", judgement.verdict().name().toLowerCase(Locale.ROOT))
                .put("because", judgement.because());
        node.set("evidence", evidence);
        return node;
    }
}
