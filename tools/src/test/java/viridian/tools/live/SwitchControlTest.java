package viridian.tools.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SwitchControlTest {

    private final SwitchControl control = new SwitchControl(new Desk().vswitch);

    @ParameterizedTest
    @CsvSource({"ports,2", "macs,2", "drops,1"})
    void whatCanBeShownIsAnsweredWithAList(String what, int lines) {
        JsonNode reply = reply("{\"op\":\"show\",\"what\":\"" + what + "\"}");
        assertTrue(reply.path("ok").asBoolean());
        assertEquals(lines, reply.path("result").size());
    }

    @Test
    void whatCannotBeShownIsRefusedWithWhatCan() {
        JsonNode reply = reply("{\"op\":\"show\",\"what\":\"cables\"}");
        assertFalse(reply.path("ok").asBoolean());
        assertEquals(
                "nothing to show called 'cables': ports, macs or drops",
                reply.path("error").asString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "show ports",
                "{",
                "[]",
                "null",
                "7",
                "{\"op\":{},\"what\":[]}",
                "{\"op\":\"stop\"}",
                "{\"op\":\"show\"}"
            })
    void anythingElseIsRefusedInOneLineAndNeverThrows(String line) {
        String reply = control.apply(line);
        assertFalse(reply.contains("\n"));
        assertFalse(reply(line).path("ok").asBoolean());
        assertFalse(reply(line).path("error").asString().isBlank());
    }

    private JsonNode reply(String line) {
        return JsonMapper.shared().readTree(control.apply(line));
    }
}
