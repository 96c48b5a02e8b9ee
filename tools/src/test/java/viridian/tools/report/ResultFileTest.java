package viridian.tools.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import viridian.lab.check.AdapterWork;
import viridian.lab.check.Arrived;
import viridian.lab.check.Price;
import viridian.lab.check.Verdict;
import viridian.lab.run.LayoutResult;
import viridian.lab.run.RunResult;
import viridian.lab.topology.AdapterName;
import viridian.lab.topology.AdapterType;
import viridian.lab.topology.Expectation;

class ResultFileTest {

    @TempDir
    private Path folder;

    @Test
    void itHoldsEveryClaimWithItsVerdictItsReasonAndItsFrames() throws Exception {
        JsonNode result = written(Verdict.HOLDS, Verdict.FAILS, Verdict.NEEDS_REAL);
        assertEquals("unicast-isolation", result.path("scenario").asString());
        assertEquals("embedded", result.path("form").asString());
        assertFalse(result.path("holds").asBoolean(true));
        assertEquals("evidence.pcapng", result.path("capture").asString());
        JsonNode layout = result.path("layouts").get(0);
        assertEquals("unicast-isolation", layout.path("name").asString());
        assertEquals(1.5, layout.path("seconds").asDouble());
        JsonNode claims = layout.path("claims");
        assertEquals("web reaches mail", claims.get(0).path("claim").asString());
        assertEquals("holds", claims.get(0).path("verdict").asString());
        assertTrue(claims.get(0).path("evidence").isEmpty());
        assertEquals("fails", claims.get(1).path("verdict").asString());
        assertEquals("1 frame was heard wrongly", claims.get(1).path("because").asString());
        assertEquals(
                "[{\"packet\":42,\"sentence\":\"frame 42: web said something to mail\"}]",
                claims.get(1).path("evidence").toString());
        assertEquals(
                "[{\"nic\":\"nic0\",\"file\":\"nic0.pcap\",\"complete\":true}]",
                layout.path("witnesses").toString());
        assertEquals("needs_real", claims.get(2).path("verdict").asString());
    }

    /** What nobody could see is not there. */
    @Test
    void itHoldsWhatAFrameCostEachWay() throws Exception {
        RunResult run = Outcome.of(folder, new Expectation.AllHold(), Verdict.HOLDS);
        LayoutResult layout = run.layouts().getFirst();
        AdapterWork work = new AdapterWork(OptionalLong.of(300), OptionalLong.empty(), OptionalLong.of(50));
        Price price = new Price(
                new AdapterName("old", "net"),
                AdapterType.LEGACY,
                "child",
                new Price.PerFrame(100, work, new Arrived(101, 250_000)),
                new Price.PerFrame(0, work, Arrived.NONE),
                OptionalDouble.of(0.25));
        LayoutResult priced = new LayoutResult(
                layout.layout(), layout.judgements(), List.of(price), layout.witnesses(), layout.nanos());
        ResultFile.write(new RunResult(run.scenario(), run.form(), List.of(priced), run.capture()));
        assertEquals(
                "[{\"adapter\":\"old/net\",\"host\":\"child\",\"type\":\"legacy\",\"roundTripMillis\":0.25,"
                        + "\"in\":{\"frames\":100,\"burstArrived\":101,\"nanos\":2500.0,\"accesses\":3.0,\"interrupts\":0.5},"
                        + "\"out\":{\"frames\":0,\"burstArrived\":0}}]",
                read(folder.resolve(ResultFile.NAME))
                        .path("layouts")
                        .get(0)
                        .path("prices")
                        .toString());
    }

    @Test
    void itReplacesTheOneOfAnEarlierRun() throws Exception {
        Files.writeString(folder.resolve(ResultFile.NAME), "x".repeat(100_000));
        assertTrue(written(Verdict.HOLDS).path("holds").asBoolean(false));
    }

    private JsonNode written(Verdict... verdicts) throws Exception {
        ResultFile.write(Outcome.of(folder, new Expectation.AllHold(), verdicts));
        return read(folder.resolve(ResultFile.NAME));
    }

    private static JsonNode read(Path file) throws IOException {
        return JsonMapper.shared().readTree(Files.readString(file));
    }
}
