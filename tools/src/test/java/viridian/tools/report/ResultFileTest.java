package viridian.tools.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import viridian.lab.check.Verdict;
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
